^mcwizard: error: @CASE@/profile\.json:2:20: extra\.file: "\.\./extra\.mc" is not valid
