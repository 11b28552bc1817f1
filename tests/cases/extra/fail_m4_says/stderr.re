^mcwizard: error: @CASE@/extra\.mc:1: extra\.file: .*m4.*no_such_feature
