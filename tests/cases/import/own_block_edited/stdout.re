^@CASE@/sendmail.mc: the profile in the .mc, or the raw lines between its marks, were edited there
