^mcwizard: error: @CASE@/extra\.mc:1:13: extra\.file: byte 0x0d; write it with Unix line ends
