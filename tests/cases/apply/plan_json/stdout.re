^\{"v":1,"type":"file","path":"/etc/mail/sendmail.cf","action":"created","secret":false,"compiled":false,"contents_change":true,"before":null,"after":\{"owner":"root:smmsp","mode":"0644"\}\}$
^\{"v":1,"type":"proof","tried":[0-9]+,"violations":0,"quick":true\}$
^\{"v":1,"type":"plan","files":8,"reload":false,"refused":""\}$
