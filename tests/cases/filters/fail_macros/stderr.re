^mcwizard: error: @CASE@/profile\.json:2:46: filters\.macros\.mail: the name "mail" is not valid, expected one of connect, helo
^mcwizard: error: @CASE@/profile\.json:2:67: filters\.macros\.helo: "\$s" is not valid, expected names of macros
