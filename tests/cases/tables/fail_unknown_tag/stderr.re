^mcwizard: error: @CASE@/access\.txt:2:1: tables\.access_file: "Conect:" is no tag of the access table; did you mean "Connect:"\?$
