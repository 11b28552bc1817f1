^mcwizard: error: @CASE@/profile\.json:1:19: host\.name: "mail\.example\.org\\x0a" is not valid
