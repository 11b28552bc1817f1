^create  root/etc/mail/sendmail.cf  root:smmsp 0644$
^create  root/etc/mail/aliases  smmta:smmsp 0640$
^create  root/etc/mail/aliases.db  smmta:smmsp 0640$
^[0-9]+ messages compared: 0 opened, [0-9]+ tightened
^Proof: holds; [0-9]+ messages tried \(quick
^Then: makemap compiles aliases; nothing is reloaded: this is a tree
^Plan: 8 created; 0 stay as they are$
! README
