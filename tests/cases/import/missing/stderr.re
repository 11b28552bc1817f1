^mcwizard: error: @TMP@/none.mc: 
