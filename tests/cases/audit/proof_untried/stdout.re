^not checked RELAY-PROOF: mail/sendmail.cf: the table /etc/mail/relay-domains is neither there nor beside the file; put it, or an empty one, beside mail/sendmail.cf \(or --static, which tries nothing\)$
^mail: 0 high, 0 medium, 0 low, 1 not checked; 
