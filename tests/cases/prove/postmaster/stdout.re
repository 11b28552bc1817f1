^VIOLATED outside -> own: 
^VIOLATION outside -> own: the policy says deliver \(RFC 5321 4\.5\.1: .*\); refused: 5\.1\.1
