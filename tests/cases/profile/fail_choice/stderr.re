^mcwizard: error: @CASE@/profile\.json:2:24: local\.programs: "smrhs" is not a choice, expected one of smrsh, none, any; did you mean "smrsh"\?$
