dnl # Written by the scripts of /etc/mail/m4: what a dialup line needs.
dnl # Nothing here: this host is always online.
