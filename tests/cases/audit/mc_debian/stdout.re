^medium PRIV-LOCAL:
^    at     mail/sendmail.mc:62$
^    is     MaxMessageSize=1000$
^not checked several checks: mail/sendmail.mc: line 98: what it includes is not here: /etc/mail/m4/provider.m4$
! dialup
^read not inbound: every daemon listens on loopback alone$
