^mcwizard: error: @CASE@/access\.txt:3:1: tables\.access_file: "connect:A\.example" is there already, in line 1; 
