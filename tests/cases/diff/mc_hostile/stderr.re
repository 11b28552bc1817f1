^mcwizard: error: x\.mc:3: esyscmd\(touch /tmp/pwned; echo 9\) runs a program; .*--trust
^mcwizard: error: x\.mc:4: include\(/etc/passwd\) reads a file outside
