^mcwizard: error: @CASE@/profile\.json:4:2: the name "host" stands here for the second time; remove one; the other is at line 2, column 2$
