^mcwizard: error: @CASE@/extra\.mc:1:1: extra\.file: include is a word of m4 that reads a file
