^mcwizard: error: @CASE@/none\.json: cannot read: No such file or directory$
