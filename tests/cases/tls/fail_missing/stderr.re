^mcwizard: error: @CASE@/profile\.json:5:18: tls\.cert_file: @CASE@/root/etc/tls/mail\.pem: cannot read: No such file or directory; give --elsewhere if the profile is for another host
^mcwizard: error: @CASE@/profile\.json:6:17: tls\.key_file: @CASE@/root/etc/tls/mail\.key: cannot read: No such file
