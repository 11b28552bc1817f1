^opened outside -> world$
^  - refused: 5\.7\.1 
^  \+ relayed to foreign-mcwizard\.example
