^mcwizard: error: @CASE@/profile\.json: tls\.cert_file: names no file for what --self-signed makes; 
