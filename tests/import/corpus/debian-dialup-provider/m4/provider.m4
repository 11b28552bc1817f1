divert(-1)dnl
dnl # The mail server of the provider, set by the ppp scripts
divert(0)dnl
define(`SMART_HOST', `[smtp.isp.example]')dnl
FEATURE(`nocanonify')dnl
