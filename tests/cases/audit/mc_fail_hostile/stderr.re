^mcwizard: error: x.mc:5: esyscmd\(touch /tmp/pwned; echo 9\) runs a program; .*--trust
^mcwizard: error: x.mc:6: builtin\(syscmd, touch /tmp/pwned\) 
^mcwizard: error: x.mc:7: include\(/etc/passwd\) reads a file outside
