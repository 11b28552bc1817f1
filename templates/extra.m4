mc_none
Raw lines of the site, as they are, after all that the settings say; the tail is put
behind LOCAL_RULESETS by main.m4.

mc_raw(LINES, HEADING): the lines between two marks, which are easy to search for.
m4_define(«mc_raw», «m4_ifelse(«$1», «», «», «dnl # >>> extra.file: $2 of mc_get(extra.file)
«$1»dnl # <<< extra.file
»)»)
mc_on(«extra.file», «
mc_section(«daemon»)
dnl #
dnl # --- Raw lines: what has no setting (extra.file); they run no command ---
undefine(`syscmd')undefine(`esyscmd')undefine(`maketemp')undefine(`mkstemp')dnl
undefine(`debugfile')undefine(`builtin')undefine(`indir')dnl
mc_raw(mc_extra_first, «the beginning»)m4_dnl
mc_section(«mailer»)
m4_ifelse(mc_extra_mailer, «», «», «MAILER_DEFINITIONS
»)m4_dnl
mc_raw(mc_extra_mailer, «MAILER_DEFINITIONS»)m4_dnl
mc_section(«config»)
mc_raw(mc_extra_config, «LOCAL_CONFIG»)m4_dnl
mc_section(«rule0»)
mc_raw(mc_extra_rule0, «LOCAL_RULE_0»)m4_dnl
mc_section(«rulesets»)
mc_raw(mc_extra_rulesets, «LOCAL_RULESETS»)m4_dnl
»)m4_dnl
