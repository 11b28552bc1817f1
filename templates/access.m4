mc_none
Who is denied, who may relay, what is relayed.
m4_ifelse(mc_has_access, «true», «
mc_section(«feature»)
dnl # Clients, senders and recipients are judged by the access table; if it cannot be read, mail waits (access.*, relay.*)
FEATURE(`access_db', `mc_layout(map_type) -T<TMPF> mc_layout(mail_dir)access')dnl
m4_ifelse(mc_get(access.deny_recipients)mc_get(tables.access_file), «», «», «dnl # Recipients, too, can be denied (access.deny_recipients, tables.access_file)
FEATURE(`mc_since(8.16.1, «blocklist_recipients», «blacklist_recipients»)')dnl
»)m4_dnl
»)m4_dnl
mc_none
m4_ifelse(mc_listens, «true», «
mc_section(«feature»)
mc_on(«relay.untrusted_routing», «», «dnl # user%site and site!user are refused, not routed on (relay.untrusted_routing)
FEATURE(`nopercenthack', `reject')dnl
FEATURE(`nouucp', `reject')dnl
»)m4_dnl
mc_on(«inbound.unresolvable_senders», «dnl # This host cannot ask DNS about senders (inbound.unresolvable_senders)
FEATURE(`accept_unresolvable_domains')dnl
»)m4_dnl
»)m4_dnl
mc_none
m4_ifelse(mc_get(roles.relay), «true», «
mc_section(«feature»)
mc_on(«relay.subdomains», «», «dnl # A listed name stands for itself alone (relay.subdomains)
FEATURE(`relay_hosts_only')dnl
»)m4_dnl
»)m4_dnl
mc_section(«define»)
dnl #
dnl # --- Refusals ---
dnl # The text stands in a macro: m4 never reads it again (relay.refuse_text)
define(`confRELAY_MSG', `$&{Relay_denied}')dnl
mc_section(«config»)
dnl # Why a stranger's mail is not relayed (relay.refuse_text)
D{Relay_denied}mc_cf_reply(relay.refuse_text)
