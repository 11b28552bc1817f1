^mcwizard: error: @CASE@/profile\.json:2:29: local\.aliases\.x: "\|/bin/sh" is not valid
