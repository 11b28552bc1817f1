^mcwizard: error: @CASE@/profile\.json:2:12: relay\.netwroks: there is no setting of this name; did you mean "relay\.networks"\?$
