^mcwizard: error: @CASE@/extra\.mc:1:4: extra\.file: byte 0x07; remove the control character
