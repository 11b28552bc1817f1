^mcwizard: error: @CASE@/profile\.json:2:2: host2: there is no section
^mcwizard: error: @CASE@/profile\.json:2:39: relay\.refuse_text: "it`s" is not valid, expected one line of printable ASCII without a backquote
