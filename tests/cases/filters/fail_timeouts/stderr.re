^mcwizard: error: @CASE@/profile\.json:2:60: filters\.timeouts\.opendkim: "10s" is not valid, expected some of C:TIME
