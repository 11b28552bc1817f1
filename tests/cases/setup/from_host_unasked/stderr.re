missing: host\.name
! settings,
