^mcwizard: error: @CASE@/profile\.json:1:[0-9]+: is no valid JSON.*remove the byte order mark at its start$
