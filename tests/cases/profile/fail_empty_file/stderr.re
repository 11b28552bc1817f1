^mcwizard: error: @CASE@/profile\.json:1:?0?:? is no valid JSON
