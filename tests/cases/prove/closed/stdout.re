^holds    outside -> world: 
! VIOLA
 0 violations$
