^opened outside -> world$
^    RCPT TO:<victim@foreign-mcwizard\.example>$
^  - refused: 5\.7\.1 "550 Relaying denied"$
^  \+ relayed to foreign-mcwizard\.example by esmtp
! ^tightened
