^mcwizard: error: @CASE@/extra\.mc:2:1: extra\.file: divert is a word of m4 that leaves the part that its heading begins; the headings choose the part
