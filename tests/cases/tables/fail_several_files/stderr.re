^mcwizard: error: @CASE@/access\.txt:1:3: 
^mcwizard: error: @CASE@/domains\.txt:1:2: 
