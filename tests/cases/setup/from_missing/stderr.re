missing\.mc
! host\.name
