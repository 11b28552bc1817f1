mc_none
Virtual users, routes, rewriting and masquerading.  Classes are C and F lines: the macros of
sendmail-cf (VIRTUSER_DOMAIN, GENERICS_DOMAIN ...) would read the names again as m4, and
VIRTUSER_DOMAIN would let the hosts of these domains relay, too.
m4_ifelse(mc_has_virtual, «true», «mc_section(«feature»)
dnl # Addresses that lead elsewhere than their local part says (addresses.virtual_users, tables.virtusertable_file)
FEATURE(`virtusertable', `mc_layout(map_type) mc_layout(mail_dir)virtusertable')dnl
»)m4_dnl
mc_on(«addresses.virtual_domains», «mc_section(«config»)
dnl # Domains whose addresses stand in that table alone (addresses.virtual_domains)
F{VirtHost}mc_layout(mail_dir)virtual-domains
»)m4_dnl
m4_ifelse(mc_has_routes, «true», «mc_section(«feature»)
dnl # Mail for some domains goes to a host of their own (mc_routes_from)
FEATURE(`mailertable', `mc_layout(map_type) mc_layout(mail_dir)mailertable')dnl
»)m4_dnl
m4_ifelse(mc_get(addresses.domain_aliases)«»mc_get(tables.domaintable_file), «», «», «mc_section(«feature»)
dnl # Domains that are another name of a domain (addresses.domain_aliases, tables.domaintable_file)
FEATURE(`domaintable', `mc_layout(map_type) mc_layout(mail_dir)domaintable')dnl
»)m4_dnl
m4_ifelse(mc_get(addresses.generic_users)«»mc_get(tables.genericstable_file), «», «», «mc_section(«feature»)
dnl # Senders here show another address outside (addresses.generic_users, tables.genericstable_file)
FEATURE(`genericstable', `mc_layout(map_type) mc_layout(mail_dir)genericstable')dnl
mc_on(«addresses.generic_subdomains», «dnl # Those of subdomains, too (addresses.generic_subdomains)
FEATURE(`generics_entire_domain')dnl
»)m4_dnl
mc_section(«config»)
dnl # The domains whose senders it rewrites (addresses.generic_domains)
C{G}`mc_generic_domains'
»)m4_dnl
m4_ifelse(mc_redirects, «true», «mc_section(«feature»)
dnl # Who writes to a user who has moved is told the new address (addresses.redirect)
FEATURE(`redirect')dnl
»)m4_dnl
mc_on(«addresses.ldap_routing», «mc_section(«feature»)
dnl # The directory says where the mail of these domains goes; when it is silent, mail waits (addresses.ldap_routing)
LOCAL_CONFIG
O LDAPDefaultSpec=-w 3 -h `mc_get(inbound.ldap_server)' -b "`mc_get(inbound.ldap_base)'"
FEATURE(`ldap_routing', `ldap -1 -T<TMPF> -v mailHost -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `ldap -1 -T<TMPF> -v mailRoutingAddress -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `passthru', `', `', `tempfail')dnl
divert(0)dnl
mc_section(«config»)
dnl # The domains that it knows (addresses.ldap_domains)
C{LDAPRoute}`mc_get(addresses.ldap_domains)'
»)m4_dnl
m4_ifelse(mc_get(roles.local), «true», «mc_on(«masquerade.always_add_domain», «mc_section(«feature»)
dnl # Mail that stays here shows full addresses, too (masquerade.always_add_domain)
FEATURE(`always_add_domain')dnl
»)»)m4_dnl
m4_ifelse(mc_rewrites_senders-mc_get(masquerade.envelope), «true-true», «mc_section(«feature»)
dnl # The envelope sender is rewritten as well as the headers (masquerade.envelope)
FEATURE(`masquerade_envelope')dnl
»)m4_dnl
mc_on(«masquerade.as», «mc_section(«feature»)
mc_on(«masquerade.recipients», «dnl # Recipients in the headers, too (masquerade.recipients)
FEATURE(`allmasquerade')dnl
»)m4_dnl
mc_on(«masquerade.local_only», «dnl # Only the names that are listed, not all domains of this site (masquerade.local_only)
FEATURE(`limited_masquerade')dnl
»)m4_dnl
mc_on(«masquerade.domains», «mc_on(«masquerade.entire_domain», «dnl # What is listed stands for the hosts below it as well (masquerade.entire_domain)
FEATURE(`masquerade_entire_domain')dnl
»)»)m4_dnl
mc_section(«define»)
dnl #
dnl # --- How senders of this site look outside ---
dnl # They show this domain instead of their host's name (masquerade.as)
MASQUERADE_AS(`mc_get(masquerade.as)')dnl
mc_section(«config»)
m4_ifelse(mc_masqueraded, «», «», «dnl # Names that are masqueraded (masquerade.domains, masquerade.local_only)
C{M}`mc_masqueraded'
»)m4_dnl
mc_on(«masquerade.exceptions», «dnl # Names that are not (masquerade.exceptions)
C{N}`mc_get(masquerade.exceptions)'
»)m4_dnl
mc_on(«masquerade.exposed_users», «dnl # Users who keep their host's name (masquerade.exposed_users)
C{E}`mc_get(masquerade.exposed_users)'
»)m4_dnl
»)m4_dnl
