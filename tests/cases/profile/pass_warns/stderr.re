^mcwizard: warning: @CASE@/profile\.json:2:[0-9]+: relay\.networks: does nothing with these roles$
