^mcwizard: error: @CASE@/profile\.json:2:22: filters\.use\[0\]: dnl has a word of m4 that acts by itself
