^mcwizard: error: @CASE@/senders\.txt:1:7: tables\.genericstable_file: a NUL byte
