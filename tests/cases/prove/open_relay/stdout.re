^VIOLATED outside -> world: [0-9]+ tried
^VIOLATION outside -> world: leaves for foreign-mcwizard\.example; relayed to foreign-mcwizard\.example by esmtp
^    MAIL FROM:<sender@foreign-mcwizard\.example>$
^    RCPT TO:<victim@foreign-mcwizard\.example>$
^    parse  +returns: \$# esmtp
[1-9][0-9]* violations
