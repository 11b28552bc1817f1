^--- old\.mc$
^\+\+\+ new\.mc$
^-D\{Greeting\}old$
^\+D\{Greeting\}new$
^-O MaxMessageSize=1000000$
^\+O MaxMessageSize=2000000$
