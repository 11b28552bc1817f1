^mcwizard: error: @CASE@/profile\.json:2:51: filters\.sockets\.scan: "/run/scan" is not valid, expected unix:/PATH, inet:PORT@HOST
