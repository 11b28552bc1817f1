^mcwizard: error: @CASE@/routes\.txt:2:1: tables\.mailertable_file: the line begins with a blank
