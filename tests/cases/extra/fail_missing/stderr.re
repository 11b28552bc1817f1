^mcwizard: error: @CASE@/profile\.json:2:20: extra\.file: @CASE@/extra\.mc: cannot read: No such file or directory; a relative name is looked for beside the profile
