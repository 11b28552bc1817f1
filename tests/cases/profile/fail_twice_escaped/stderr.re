^mcwizard: error: @CASE@/profile\.json:2:3: the name "local" stands here for the second time; remove one; the other is at line 1, column 50$
