mc_none
Where mail for this site's own domains goes: into mailboxes here, or to a hub.
m4_ifelse(mc_get(roles.local), «true», «
mc_section(«feature»)
mc_is(«local.programs», «smrsh», «dnl # A |program in an alias runs only from smrsh's folder (local.programs)
FEATURE( `smrsh', `mc_layout(smrsh)')dnl
»)m4_dnl
m4_ifelse(mc_get(local.agent)mc_layout(local_feature), «system», «», mc_get(local.agent), «system», «dnl # The system's own way into the mailboxes (local.agent)
FEATURE(`mc_layout(local_feature)')dnl
»)m4_dnl
mc_is(«local.agent», «procmail», «dnl # procmail writes into the mailboxes (local.agent)
FEATURE(`local_procmail')dnl
»)m4_dnl
mc_is(«local.agent», «mail.local», «dnl # mail.local writes into the mailboxes (local.agent)
FEATURE(`local_lmtp')dnl
»)m4_dnl
mc_is(«local.agent», «lmtp», «dnl # A mail store takes the mail by LMTP (local.agent, local.lmtp_socket)
FEATURE(`local_lmtp', `[IPC]', `FILE mc_get(local.lmtp_socket)')dnl
mc_on(«addresses.plus_detail», «dnl # It is told user+detail as it was written (addresses.plus_detail)
FEATURE(`preserve_local_plus_detail')dnl
»)m4_dnl
»)m4_dnl
mc_section(«define»)
dnl #
dnl # --- Delivery into mailboxes here (roles.local) ---
dnl # Aliases, postmaster and abuse among them (local.aliases)
define(`ALIAS_FILE', `m4_ifelse(mc_layout(map_type), «hash», «», «mc_layout(map_type):»)mc_layout(mail_dir)aliases')dnl
mc_on(«local.forward_files», «dnl # Users may forward their mail (local.forward_files)
define(`confFORWARD_PATH', `$z/.forward')dnl
», «dnl # No ~/.forward: it can leak mail and start programs (local.forward_files)
define(`confFORWARD_PATH', `')dnl
»)m4_dnl
dnl # Delivery into a file follows no symbolic link (local.file_environment)
mc_on(«local.file_environment», «», «define(`confSAFE_FILE_ENV', `/')dnl
»)m4_dnl
mc_is(«local.agent», «maildrop», «dnl # maildrop writes into the mailboxes, started as root (local.agent)
define(`LOCAL_MAILER_PATH', `mc_layout(maildrop)')dnl
define(`LOCAL_MAILER_ARGS', `maildrop -f $g -d $u $h')dnl
»)m4_dnl
mc_is(«local.agent», «mail.local», «dnl # As root, and with the group that may make lock files beside the mailboxes (local.agent)
define(`LOCAL_MAILER_PATH', `mc_layout(mail_local), U=root:mail')dnl
»)m4_dnl
mc_is(«local.agent», «lmtp», «dnl # LMTP ends its lines as SMTP does (local.lmtp_socket)
define(`LOCAL_MAILER_EOL', `\r\n')dnl
m4_ifelse(mc_get(inbound.recipients)-mc_get(addresses.plus_detail), «mailboxes-false», «», «dnl # Its users need not be users of this host (inbound.recipients, addresses.plus_detail)
MODIFY_MAILER_FLAGS(`LOCAL', `-w')dnl
»)m4_dnl
»)m4_dnl
mc_is(«local.programs», «none», «dnl # No |program in an alias is run (local.programs)
MODIFY_MAILER_FLAGS(`LOCAL', `-|')dnl
»)m4_dnl
mc_on(«local.file_environment», «
mc_section(«config»)
dnl # Delivery into files is confined to this folder (local.file_environment)
O SafeFileEnvironment=`mc_get(local.file_environment)'
»)m4_dnl
», «
mc_section(«feature»)
dnl # The site's own domains keep their name on the way to the hub (roles.local is off)
FEATURE(`stickyhost')dnl
mc_section(«define»)
dnl #
dnl # --- No mailboxes here (roles.local is off) ---
dnl # Mail for the site's own domains goes to the host that has them (local.hub, outbound.smart_host)
define(`MAIL_HUB', `mc_hub')dnl
dnl # Neither aliases nor .forward files nor local users
undefine(`ALIAS_FILE')dnl
define(`confFORWARD_PATH', `')dnl
define(`confSAFE_FILE_ENV', `/')dnl
define(`_DEF_LOCAL_MAILER_FLAGS', `lsDFM5q')dnl
»)m4_dnl
