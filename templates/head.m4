mc_none
The head of sendmail.mc: where it comes from, and how it is made again.
m4_divert(0)m4_dnl
divert(-1)dnl
#
# mc_file of mc_get(host.name), written by mcwizard mc_version.
#
# Profile:  SHA-256 mc_digest
# Roles:    mc_roles
# Made by:  mcwizard render -p PROFILE -o FOLDER
# Build it: m4 mc_file > sendmail.cf
#           (m4 -D_CF_DIR_=DIR/ mc_file, where sendmail-cf lies elsewhere)
#
# Each line says why it is there, and in parentheses the setting that it follows
# from; "mcwizard explain SETTING" tells more.
#
divert(0)dnl
ifdef(`_CF_DIR_', `', `define(`_CF_DIR_', `mc_layout(cf_dir)')')dnl
dnl # The same profile gives the same bytes: no banner with user, host and date.
define(`_NO_MAKEINFO_')dnl
define(`_USE_ETC_MAIL_')dnl
include(_CF_DIR_`m4/cf.m4')dnl
VERSIONID(`mcwizard mc_version, profile m4_substr(mc_digest, 0, 16)')dnl
OSTYPE(`mc_ostype')dnl
mc_more_early«»m4_dnl
m4_ifelse(mc_layout(ostype), «debian», «dnl # Never read: what the tools of Debian's package look for at each upgrade, or else write into this file
ifdef(`_MCWIZARD_NEVER_', `
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
DOMAIN(`debian-mta')dnl
dnl # Items controlled by /etc/mail/sendmail.conf
')dnl
»)m4_dnl
