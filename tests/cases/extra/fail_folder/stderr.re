^mcwizard: error: @CASE@/profile\.json:2:20: extra\.file: @CASE@/folder: is a folder, not a file
