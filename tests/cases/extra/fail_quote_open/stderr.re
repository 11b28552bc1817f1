^mcwizard: error: @CASE@/extra\.mc:2:13: extra\.file: a quote \(`\) has no end \('\) in its part
