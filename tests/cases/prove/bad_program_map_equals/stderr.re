sendmail\.cf:18:1: runs a program: K
