mc_none
The host itself: names, files, users.
mc_section(«define»)
dnl #
dnl # --- This host ---
dnl # The host's own name, whatever the system calls itself (host.name)
define(`confDOMAIN_NAME', `mc_get(host.name)')dnl
dnl # Status and process files where the system's package keeps them
define(`STATUS_FILE', `mc_layout(status_file)')dnl
define(`confPID_FILE', `mc_layout(pid_file)')dnl
m4_ifelse(mc_layout(control_socket), «», «», «define(`confCONTROL_SOCKET_NAME', `mc_layout(control_socket)')dnl
»)m4_dnl
define(`confTRUSTED_USER', `mc_layout(trusted_user)')dnl
dnl # Nobody else reads queued mail or temporary files (HARDENING SMTP-LOCK)
define(`confQUEUE_FILE_MODE', `0600')dnl
define(`confTEMP_FILE_MODE', `0600')dnl
dnl # A message is on the disk before it is accepted
define(`confSAFE_QUEUE', `True')dnl
dnl # sendmail reads no file that somebody else could have written (local.unsafe_files)
define(`confDONT_BLAME_SENDMAIL', `m4_ifelse(mc_get(local.unsafe_files), «», «safe», «mc_get(local.unsafe_files)»)')dnl
mc_on(«local.trusted_users», «mc_section(«config»)
dnl # They may name another sender without a warning (local.trusted_users)
T`mc_get(local.trusted_users)'
mc_section(«define»)
»)m4_dnl
dnl # No file of relay domains: an old one would open what this profile closes
undefine(`confCR_FILE')dnl
mc_section(«feature»)
dnl #
dnl # --- Features ---
dnl # The site's own domains stand in local-host-names (host.domains)
FEATURE(`use_cw_file')dnl
dnl # No service on port 587 that nobody asked for
FEATURE(`no_default_msa')dnl
mc_section(«mailer»)
dnl #
dnl # --- Mailers ---
MAILER(`local')dnl
MAILER(`smtp')dnl
mc_none
mc_loopback(FOR WHOM)
m4_define(«mc_loopback», «dnl # $1
dnl # M=A: no AUTH, where passwords would be tried
DAEMON_OPTIONS(`Name=MTA, Family=inet, Addr=127.0.0.1, M=A')dnl
mc_on(«host.ipv6», «DAEMON_OPTIONS(`Name=MTA-v6, Family=inet6, Addr=::1, M=A')dnl
»)»)
mc_section(«daemon»)
dnl #
dnl # --- Where this host listens ---
m4_ifelse(mc_mta_listens, «true», «mc_on(«host.listen», «mc_loopback(«For programs on this host alone;»)m4_dnl
dnl # Other hosts deliver or relay here, on these addresses alone (host.listen)
», «dnl # On all addresses: other hosts deliver or relay here (roles.inbound, roles.relay);
dnl # M=A: no AUTH on port 25, where passwords would be tried
m4_ifelse(mc_one_socket, «true-true», «dnl # One socket of IPv6 takes IPv4, too, on this system (host.ipv6)
»)m4_dnl
»)m4_dnl
mc_daemon(«host.listen», «MTA», «M=A»)m4_dnl
», «mc_loopback(«On loopback alone: nobody else has business here (roles.inbound, roles.relay);»)m4_dnl
»)m4_dnl
