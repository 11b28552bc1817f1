^mcwizard: error: @CASE@/profile\.json:5:18: tls\.cert_file: .*holds no certificate in PEM
^mcwizard: error: @CASE@/profile\.json:7:16: tls\.ca_file: .*holds no certificate in PEM
^mcwizard: error: @CASE@/profile\.json:8:17: tls\.crl_file: .*holds no list of revoked certificates
^mcwizard: error: @CASE@/profile\.json:9:16: tls\.dh_file: .*holds no Diffie-Hellman parameters
^mcwizard: error: @CASE@/profile\.json:10:15: tls\.ca_dir: @CASE@/root/etc/none: is no folder
