^mcwizard: error: @CASE@/profile\.json:1:19: host\.name: is null
