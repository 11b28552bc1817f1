^mcwizard: error: @CASE@/profile\.json:1:40: \\x1b\[2J\\x0ax: there is no section of this name
