^@CASE@/sendmail.mc: line 12: the profile there cannot be taken back, so all is read from the lines: the profile in the .mc:3:.*is no valid JSON
^@CASE@/sendmail.mc: 4 lines, 4 became settings
