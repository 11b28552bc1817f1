^mcwizard: error: @CASE@/extra\.mc:1:9: extra\.file: byte 0xc3; only ASCII
