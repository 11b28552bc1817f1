^mcwizard: error: @CASE@/extra\.mc:1:7: extra\.file: a parenthesis is not closed in its part
