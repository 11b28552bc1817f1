^mcwizard: warning: @CASE@/profile\.json:5:18: tls\.cert_file: @CASE@/root/etc/tls/mail\.pem does not name mail\.example\.org; 
^mcwizard: error: @CASE@/profile\.json:6:17: tls\.key_file: .*cannot read
