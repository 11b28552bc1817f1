^mcwizard: error: @CASE@/virtual\.txt:1:17: tables\.virtusertable_file: "a@mx\.example\.org" has no value; 
