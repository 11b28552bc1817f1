^mcwizard: error: @CASE@/profile\.json:1:1: a profile is a JSON object of sections$
