^high RELAY-PROOF: sendmail itself passes mail on that it should refuse$
^    is     mail to <victim@foreign-mcwizard.example>: leaves for foreign-mcwizard.example; relayed to foreign-mcwizard.example by esmtp as victim<@foreign-mcwizard.example>. In all [0-9]+ of [0-9]+ messages, from: outside; outside by IPv6; 
^sendmail.cf: [0-9]+ high, 
