^mcwizard: error: @CASE@/extra\.mc:2:5: extra\.file: an end of quotes \('\) without its beginning
