mc_none
Puts the sections of sendmail.mc together, in the order that cf/README asks for.
m4_divert(0)m4_dnl
mc_flush(«feature»)m4_dnl
mc_flush(«define»)m4_dnl
mc_flush(«daemon»)m4_dnl
mc_flush(«mailer»)m4_dnl
dnl #
dnl # --- What has no macro of its own ---
LOCAL_CONFIG
mc_flush(«config»)m4_dnl
m4_ifelse(mc_guards_world-mc_extra_rule0, «false-», «», «LOCAL_RULE_0
mc_flush(«rule0»)m4_dnl
»)m4_dnl
mc_on(«submission.enabled», «LOCAL_TLS_CLIENT
mc_flush(«tls_client»)m4_dnl
»)m4_dnl
m4_ifelse(mc_has_rulesets-mc_extra_rulesets, «false-», «», «LOCAL_RULESETS
mc_flush(«rulesets»)m4_dnl
»)m4_dnl
mc_raw(mc_extra_tail, «the other headings»)m4_dnl
