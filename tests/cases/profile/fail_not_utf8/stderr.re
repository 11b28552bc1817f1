^mcwizard: error: @CASE@/profile\.json:1:[0-9]+: is no valid JSON
