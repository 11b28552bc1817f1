^mcwizard: error: @CASE@/profile\.json:1:2: hots: 
^mcwizard: error: @CASE@/profile\.json:2:21: roles\.local: is a number
^mcwizard: error: @CASE@/profile\.json:3:21: limits\.hops: 5 is out of bounds
