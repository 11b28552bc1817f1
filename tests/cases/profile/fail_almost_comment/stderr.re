^mcwizard: error: @CASE@/profile\.json:1:[0-9]+: / note: there is no section of this name
