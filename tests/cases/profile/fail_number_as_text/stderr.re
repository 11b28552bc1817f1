^mcwizard: error: @CASE@/profile\.json:2:21: limits\.hops: is a string, expected a whole number from 100 to 1000$
