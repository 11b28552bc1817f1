^mcwizard: error: @CASE@/profile\.json:1:39: host\.smart_host: .*did you mean "outbound\.smart_host"\?$
