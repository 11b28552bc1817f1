^mcwizard: error: @CASE@/profile\.json:1:10: host: expected a JSON object of settings$
