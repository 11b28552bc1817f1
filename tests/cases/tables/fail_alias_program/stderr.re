^mcwizard: error: @CASE@/aliases\.txt:2:3: tables\.aliases_file: an alias may write into no file here
