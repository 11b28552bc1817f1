^change  root/etc/mail/sendmail\.mc  
^create  root/etc/mail/sendmail\.cf  
^There is no root/etc/mail/sendmail\.cf: what root/etc/mail/sendmail\.mc renders to stands for it\.$
^There is no root/etc/mail/submit\.cf: all of the new one is new\.$
^removed  medium PROG-SMRSH: 
^    old 1000000  root/etc/mail/sendmail\.mc:3$
