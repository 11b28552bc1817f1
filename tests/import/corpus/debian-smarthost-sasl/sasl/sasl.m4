divert(-1)dnl
dnl # /etc/mail/sasl/sasl.m4: SASL for this host; updated by update_sendmail.
divert(0)dnl
ifelse(eval(sm_version_math >= 526080), `1', `dnl
dnl #
dnl # Mechanisms that are offered
dnl #
define(`confAUTH_OPTIONS', `A p y')dnl
define(`confAUTH_MECHANISMS', `DIGEST-MD5 CRAM-MD5 LOGIN PLAIN')dnl
TRUST_AUTH_MECH(`DIGEST-MD5 CRAM-MD5 LOGIN PLAIN')dnl
')dnl
