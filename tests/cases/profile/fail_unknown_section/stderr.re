^mcwizard: error: @CASE@/profile\.json:2:2: hots: there is no section of this name; did you mean "host"\?$
