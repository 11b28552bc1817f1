^mcwizard: error: @CASE@/profile\.json:5:18: tls\.cert_file: access is the name of another file that is written
^mcwizard: error: @CASE@/profile\.json:6:17: tls\.key_file: access is the name
