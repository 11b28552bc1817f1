^mcwizard: error: @CASE@/access\.txt:1:9: tables\.access_file: .*; write 192\.0\.2$
