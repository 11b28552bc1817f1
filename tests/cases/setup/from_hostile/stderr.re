^mcwizard: error: sendmail\.mc:2: syscmd\(.*\) runs a program
! missing:
