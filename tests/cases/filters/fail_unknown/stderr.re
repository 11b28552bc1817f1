^mcwizard: error: @CASE@/profile\.json:2:34: filters\.use\[1\]: opendmark is no filter known by name, and its socket is not given; did you mean "opendmarc"
^mcwizard: error: @CASE@/profile\.json:2:47: filters\.use\[2\]: scan is no filter known by name.*"sockets": \{"scan"
