^mcwizard: error: @CASE@/profile\.json:2:28: tables\.access_file: @CASE@/lists: is a folder, not a file; name a regular file$
