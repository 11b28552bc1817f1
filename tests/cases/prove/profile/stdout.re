^holds    outside -> world
 0 violations$
! VIOLAT
