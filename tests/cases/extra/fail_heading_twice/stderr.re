^mcwizard: error: @CASE@/extra\.mc:3:1: extra\.file: LOCAL_CONFIG stands there for the second time
