^mcwizard: error: @CASE@/extra\.mc:1:1: extra\.file: is neither the call of a macro nor a comment; lines of sendmail\.cf come after a heading
