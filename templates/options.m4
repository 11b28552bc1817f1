mc_none
The plain options: one setting, one value, one reason; written by render/values.c.
mc_section(«define»)
dnl #
dnl # --- Limits, logging, privacy ---
mc_options«»m4_dnl
