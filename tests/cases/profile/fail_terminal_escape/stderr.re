^mcwizard: error: @CASE@/profile\.json:1:19: host\.name: "\\x1b\]0;x\\x07" is not valid
