"type":"line",.*"line":3,"macro":"FEATURE",.*"fate":"left","settings":\[\],"why":".*strangers
"type":"line",.*"line":8,"macro":"","text":"Kpeople hash -o /etc/mail/people","fate":"raw"
"type":"table","file":".*/etc/access",.*"entries":2,"left":1,"fate":"settings","settings":\["relay.networks"\]
"type":"left","file":".*/etc/access","line":2,"text":"Connect:\[192.0.2.1\] RELAY","why":"
"type":"summary",.*"lines":7,"settings":5,"raw":1,"left":2,
! ^[^{]
