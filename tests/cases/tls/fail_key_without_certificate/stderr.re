^mcwizard: error: @CASE@/profile\.json:5:17: tls\.key_file: is a key without its certificate; give tls\.cert_file$
