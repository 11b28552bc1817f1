^mcwizard: error: @CASE@/extra\.mc:2:1: extra\.file: is no line of sendmail\.cf
