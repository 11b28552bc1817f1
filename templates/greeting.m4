mc_none
What strangers may learn: greeting, HELP.
mc_section(«define»)
dnl #
dnl # --- What strangers may learn ---
mc_on(«privacy.version», «dnl # Product and version are shown (privacy.version)
define(`confSMTP_LOGIN_MSG', `$j Sendmail $v/$Z; $b')dnl
», «dnl # The host's name first, as RFC 5321 4.2 asks; product and version are nobody's business (privacy.version)
define(`confSMTP_LOGIN_MSG', `$j«»mc_on(«host.description», « ${Description}»)')dnl
»)m4_dnl
mc_on(«privacy.help», «», «dnl # An empty file answers HELP; without one sendmail names its version (privacy.help)
define(`HELP_FILE', `mc_layout(mail_dir)helpfile-empty')dnl
»)m4_dnl
mc_section(«config»)
mc_on(«host.description», «m4_ifelse(mc_get(privacy.version), «false», «dnl # Shown in the greeting (host.description)
D{Description}mc_cf_text(host.description)
»)»)m4_dnl
