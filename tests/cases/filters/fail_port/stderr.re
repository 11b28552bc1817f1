^mcwizard: error: @CASE@/profile\.json:2:51: filters\.sockets\.scan: "inet:65536@127\.0\.0\.1" is not valid
