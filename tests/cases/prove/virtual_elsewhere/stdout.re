^holds    outside -> forward-world: .* refused$
^holds    outside -> forward-listed: .* relayed$
 0 violations$
! VIOLAT
