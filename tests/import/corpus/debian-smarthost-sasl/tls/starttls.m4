divert(-1)dnl
dnl # /etc/mail/tls/starttls.m4: certificates of this host.
divert(0)dnl
dnl #
dnl # CA directory - CA certs should be herein
define(`confCACERT_PATH', `/etc/ssl/certs')dnl
define(`confCACERT', `/etc/ssl/certs/ca-certificates.crt')dnl
dnl #
define(`confSERVER_CERT', `/etc/mail/tls/sendmail-server.crt')dnl
define(`confSERVER_KEY', `/etc/mail/tls/sendmail-common.key')dnl
define(`confCLIENT_CERT', `/etc/mail/tls/sendmail-client.crt')dnl
define(`confCLIENT_KEY', `/etc/mail/tls/sendmail-common.key')dnl
define(`confDH_PARAMETERS', `/etc/mail/tls/sendmail-common.prm')dnl
dnl # define(`confCRL', `/etc/mail/tls/crl.pem')dnl
dnl # STARTTLS is logged from here on
define(`confTLS_SRV_OPTIONS', `V')dnl
