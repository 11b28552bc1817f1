^mcwizard: error: @CASE@/profile\.json:5:18: tls\.cert_file: @CASE@/root/etc/tls/mail\.pem expired on 2021-01-01; renew it$
