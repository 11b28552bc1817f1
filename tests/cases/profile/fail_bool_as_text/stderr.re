^mcwizard: error: @CASE@/profile\.json:1:59: roles\.local: is a string, expected true or false$
