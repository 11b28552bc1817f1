root/etc/mail/sendmail.cf: this host has no configuration to compare with
