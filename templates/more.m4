mc_none
What has no setting of its own, as values_more.c writes it: after all that the settings say, so
that a definition here wins, and before the raw lines.
m4_ifelse(mc_more_define, «», «», «mc_section(«define»)
dnl #
dnl # --- What has no setting of its own (more) ---
mc_more_define«»m4_dnl
»)m4_dnl
m4_ifelse(mc_more_mailers, «», «», «mc_section(«mailer»)
dnl # Further ways out of this host (more.mailers)
mc_more_mailers«»m4_dnl
»)m4_dnl
