^mcwizard: error: @CASE@/profile\.json:3:3: relay\.networks\[1\]: "192\.0\.2\.0/33" is not valid
