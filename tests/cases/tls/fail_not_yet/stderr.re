^mcwizard: error: @CASE@/profile\.json:5:18: tls\.cert_file: @CASE@/root/etc/tls/mail\.pem is not valid before 2999-01-01; 
