^mcwizard: error: @CASE@/profile\.json:3:[0-9]+: limits\.queue_load: must hold
^mcwizard: error: @CASE@/profile\.json:2:[0-9]+: roles\.relay: is on, but nobody is listed
