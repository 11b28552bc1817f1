^mcwizard: error: @CASE@/profile\.json:2:21: limits\.hops: 99 is out of bounds
^mcwizard: error: @CASE@/profile\.json:3:16: limits\.recipients: 100001 is out of bounds
