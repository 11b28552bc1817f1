^mcwizard: error: @CASE@/access\.txt:20:1: 
^mcwizard: error: @CASE@/access\.txt: tables\.access_file: and 25 more$
! access\.txt:21:
