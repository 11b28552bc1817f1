^mcwizard: error: @CASE@/profile\.json:5:16: tls\.ciphers: OpenSSL knows no cipher NOSUCH$
^mcwizard: error: @CASE@/profile\.json:6:15: tls\.suites: OpenSSL knows no suite TLS_NONE
