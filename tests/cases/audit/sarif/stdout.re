^ "version": "2.1.0",$
"name": "mcwizard"
"security-severity": "8.0"
"executionSuccessful": false
"exitCode": 2
"text": "missing.cf: cannot read: No such file or directory"
"ruleId": "RELAY-WIDE"
"uri": "../findings/mail/access"
"startLine": 27
"justification": "--skip"
! ^low 
