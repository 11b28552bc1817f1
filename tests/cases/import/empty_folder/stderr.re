^mcwizard: error: @TMP@: has neither sendmail.mc nor sendmail.cf
