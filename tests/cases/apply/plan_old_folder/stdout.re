^\{"v":1,"type":"file","path":"/etc/mail/sendmail\.cf","action":"created"
"name":"MaxMessageSize","old":\{"file":"old/sendmail\.mc","line":3,"value":"1000000"\}
"kind":"table","name":"access connect:192\.0\.2","old":\{"file":"old/access","line":1,"value":"RELAY"\},"new":null
"kind":"table","name":"aliases root","old":\{"file":"old/aliases","line":1,"value":"bob"\},"new":\{"file":"aliases"
^\{"v":1,"type":"plan","files":8,"reload":false,"refused":""\}$
