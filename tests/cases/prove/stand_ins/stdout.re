^The map dnsbl \(class dns, line 2\) is answered by a stand-in
^The map dir \(class ldap, line 3\) is answered by a stand-in
