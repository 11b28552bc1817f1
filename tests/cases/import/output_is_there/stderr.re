error: @CASE@/there.json: is there already
