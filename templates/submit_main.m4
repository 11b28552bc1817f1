mc_none
Puts the sections of submit.mc together: FEATURE(`msp') brings its mailers along.
mc_section(«define»)
dnl #
dnl # --- Limits and logging ---
mc_submit_options«»m4_dnl
m4_divert(0)m4_dnl
mc_flush(«define»)m4_dnl
mc_flush(«mailer»)m4_dnl
