^mcwizard: error: @CASE@/extra\.mc:1:1: extra\.file: LOCAL_RULESET is no heading; did you mean "LOCAL_RULESETS"
! 2:1
