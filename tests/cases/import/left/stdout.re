^Not carried$
^  @CASE@/etc/sendmail.mc:3: FEATURE\(`promiscuous_relay'\)$
^      .*strangers relay
^  @CASE@/etc/access:2: Connect:\[192.0.2.1\] RELAY$
^Kept as raw lines \(extra.file\)$
^  @CASE@/etc/sendmail.mc:8: Kpeople hash -o /etc/mail/people$
^  relay    yes relay.networks
: 7 lines, 5 became settings \(71 %\), 1 raw, 1 not carried$
