"id":"LIM-SIZE","severity":"medium"
"id":"GREET-VER".*"accepted":"--skip"
^\{"v":1,"type":"summary","name":"mail/sendmail.cf","high":0,"medium":1,"low":0,"advice":4,"not_checked":0,
