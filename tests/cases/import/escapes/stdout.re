^  @CASE@/etc/sendmail.mc:7: D\{x\}\\x1b
^  @CASE@/etc/\\x1b\]0;x\\x07table: 0 entries$
! [[:cntrl:]]
