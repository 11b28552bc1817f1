^mcwizard: error: @CASE@/profile\.json:3:27: limits\.delay_load: must hold: delay_load < queue_load < refuse_load .here 99, 24, 36.$
^mcwizard: error: @CASE@/profile\.json:2:[0-9]+: roles\.relay: is on, but nobody is listed
