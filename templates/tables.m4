mc_none
Tables that are read from files of their own: each is asked as if the profile had its lines.
mc_section(«feature»)
mc_on(«tables.mailertable_file», «dnl # Routes of domains (tables.mailertable_file, relay.routes)
FEATURE(`mailertable', `mc_layout(map_type) mc_layout(mail_dir)mailertable')dnl
»)m4_dnl
mc_on(«tables.virtusertable_file», «dnl # Virtual users in the domains of this site (tables.virtusertable_file)
FEATURE(`virtusertable', `mc_layout(map_type) mc_layout(mail_dir)virtusertable')dnl
»)m4_dnl
mc_on(«tables.genericstable_file», «dnl # Senders in the domains of this site that are rewritten (tables.genericstable_file)
FEATURE(`genericstable', `mc_layout(map_type) mc_layout(mail_dir)genericstable')dnl
GENERICS_DOMAIN_FILE(`-o mc_layout(mail_dir)local-host-names')dnl
»)m4_dnl
mc_on(«tables.domaintable_file», «dnl # Domains that stand for others (tables.domaintable_file)
FEATURE(`domaintable', `mc_layout(map_type) mc_layout(mail_dir)domaintable')dnl
»)m4_dnl
