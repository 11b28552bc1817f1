^mcwizard: error: @CASE@/profile\.json:2:62: filters\.on_failure\.opendkim: "tempfial" is not a choice.*tempfail
