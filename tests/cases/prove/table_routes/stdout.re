^holds    outside -> relayed: .* relayed$
^outside -> relayed: relayed to \[192.0.2.9\] by smtp
 0 violations$
! VIOLAT
