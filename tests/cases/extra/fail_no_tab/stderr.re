^mcwizard: error: @CASE@/extra\.mc:3:1: extra\.file: a rule without a TAB between its sides; sendmail takes no blanks
