^mcwizard: error: @CASE@/profile\.json:2:27: filters\.use\[1\]: b listens on the same socket as another filter
