divert(-1)dnl
define(`SITE_HOST', `node4')
define(`SITE_DOMAIN', `example.org')
define(`SITE_HUB', `hub.example.org')
define(`SITE_ROLE', `inner')
divert(0)dnl
