^  @CASE@/etc/sendmail.mc:7: D\{x\}\\x1b
^  /etc/mail/\\x1b\]0;x\\x07table: 0 entries$
! [[:cntrl:]]
