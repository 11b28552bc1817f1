^create  root/etc/mail/$
^create  root/etc/mail/aliases 
