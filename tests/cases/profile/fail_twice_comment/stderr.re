^mcwizard: error: @CASE@/profile\.json:3:2: the name "//" stands here for the second time
