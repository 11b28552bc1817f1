^mcwizard: error: @CASE@/profile\.json:2:24: relay\.networks: is a string, expected a JSON array of values
