^mcwizard: error: @CASE@/profile\.json:2:34: filters\.use\[1\]: opendkim stands there for the second time
