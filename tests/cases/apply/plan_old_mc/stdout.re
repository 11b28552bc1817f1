^create  root/etc/mail/sendmail\.mc  
^This is held against old\.mc, not against what lies there\.$
^    old 1000000  old\.mc:3$
^removed  medium PROG-SMRSH: 
^Plan: 8 created; 0 stay as they are$
! There is no
