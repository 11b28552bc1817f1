^mcwizard: error: @CASE@/extra\.mc:1:1: extra\.file: changequote is a word
