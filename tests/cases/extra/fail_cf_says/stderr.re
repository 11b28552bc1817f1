^mcwizard: error: @CASE@/extra\.mc:3: extra\.file: 
