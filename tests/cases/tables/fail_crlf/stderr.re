^mcwizard: error: @CASE@/renamed\.txt:1:20: tables\.domaintable_file: the line ends with a carriage return
