^mcwizard: error: @CASE@/domains\.txt:1:2: tables\.domains_file: the byte 0xc3 is not printable ASCII; write a domain in its xn-- form$
