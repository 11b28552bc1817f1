^mcwizard: warning: @CASE@/profile\.json:4:[0-9]+: host\.listen: this host does not have the address 192\.0\.2\.77 now; sendmail does not start without it$
