^  local    yes @CASE@/etc/sendmail.mc:11: MAILER
^  inbound  no  @CASE@/etc/sendmail.mc:10: DAEMON_OPTIONS
^  relay    no 
^  @CASE@/etc/sendmail.mc:5: define\(`confMAX_MESSAGE_SIZE', `20000000'\)$
^      -> limits.message_size$
/etc/local-host-names: 1 entry -> host.domains$
/etc/aliases: 2 entries -> local.aliases$
^@CASE@/etc/sendmail.mc: 10 lines, 10 became settings \(100 %\), 0 raw, 0 not carried$
! ^Not carried
! ^Kept as raw lines
