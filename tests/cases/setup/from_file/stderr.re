root/etc/mail/sendmail\.mc: 5 of 6 lines are settings, 1 is not carried \(.mcwizard import root/etc/mail/sendmail\.mc. tells more\)\.$
nothing is missing: run .mcwizard import -o PROFILE root/etc/mail/sendmail\.mc. and .mcwizard render -p PROFILE -o DIR.$
! missing: host\.name
