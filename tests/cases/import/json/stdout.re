^\{"v":1,"type":"line","file":"@CASE@/etc/sendmail.mc","line":2,.*"fate":"none","settings":\[\]
^\{"v":1,"type":"line","file":"@CASE@/etc/sendmail.mc","line":5,"macro":"define",.*"fate":"setting","settings":\["limits.message_size"\]
^\{"v":1,"type":"table",.*"name":"local-host-names","entries":1,"left":0,"fate":"settings","settings":\["host.domains"\]
^\{"v":1,"type":"role","role":"inbound","on":false,"evidence":".*:10: DAEMON_OPTIONS
^\{"v":1,"type":"summary",.*"lines":10,"settings":10,"raw":0,"left":0,"share":1.0,"differences":0,"unexplained":0\}$
! ^[^{]
