^mcwizard: error: @CASE@/profile\.json:2:24: local\.aliases\.\|x: the name "\|x" is not valid, expected a local name
