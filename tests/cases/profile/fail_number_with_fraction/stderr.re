^mcwizard: error: @CASE@/profile\.json:2:21: limits\.hops: is a number with a fraction
