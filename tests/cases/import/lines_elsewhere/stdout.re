^  @CASE@/etc/sendmail.mc:3: 
^  @CASE@/etc/sendmail.mc:8: 
^  @CASE@/etc/more.m4:2: |^  @CASE@/etc/sendmail.mc:6: 
! nothing explains this
