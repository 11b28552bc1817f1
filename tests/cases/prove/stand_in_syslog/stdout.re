The map l \(class syslog, line 18\)
The map s \(class socket, line 19\)
 0 violations$
