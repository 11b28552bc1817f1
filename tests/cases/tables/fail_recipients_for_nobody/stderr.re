^mcwizard: error: @CASE@/profile\.json:2:32: tables\.recipients_file: is read by nobody; 
