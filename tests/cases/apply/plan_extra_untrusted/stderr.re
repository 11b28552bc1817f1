^mcwizard: error: .*sendmail\.cf:[0-9]+:1: runs a program: F\{Slow\} \|/bin/echo x; if you trust it, say --trust$
