^mcwizard: error: @CASE@/profile\.json:2:28: tables\.access_file: @CASE@/access\.txt: cannot read: No such file or directory$
