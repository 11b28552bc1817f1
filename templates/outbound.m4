mc_none
Mail from this site to the world: the smart host, its port, AUTH.
m4_ifelse(mc_get(roles.outbound), «true», «mc_on(«outbound.smart_host», «
mc_section(«define»)
dnl #
dnl # --- Mail to the world (roles.outbound) ---
dnl # All of it goes through the smart host (outbound.smart_host)
define(`SMART_HOST', `mc_smart_host')dnl
mc_is(«outbound.smart_host_port», «25», «», «dnl # The port on which the smart host accepts mail (outbound.smart_host_port)
define(`RELAY_MAILER_ARGS', `TCP $h mc_get(outbound.smart_host_port)')dnl
»)m4_dnl
mc_on(«outbound.auth_file», «
mc_section(«feature»)
dnl # User name and password for the smart host, in a table of mode 0600 (outbound.auth_file)
FEATURE(`authinfo', `mc_layout(map_type) mc_layout(mail_dir)authinfo')dnl
»)»)»)m4_dnl
