^mcwizard: error: @CASE@/x.mc:2: syscmd\(touch mark\) runs a program; .*--trust$
^mcwizard: error: @CASE@/x.mc:3: include\(/etc/passwd\) reads a file outside
! root:
