^mcwizard: error: @CASE@/extra\.mc:2:14: extra\.file: esyscmd is a word of m4 that runs a command
