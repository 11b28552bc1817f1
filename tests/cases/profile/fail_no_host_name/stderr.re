^mcwizard: error: @CASE@/profile\.json: host\.name: must be given; 
