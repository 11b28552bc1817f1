^    old 1000000  @CASE@/root/etc/mail/sendmail\.mc:3$
^    new 2000000  new\.mc:5$
