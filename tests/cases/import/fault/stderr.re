^mcwizard: error: @CASE@/x.mc:3:8: the parenthesis of FEATURE does not end
