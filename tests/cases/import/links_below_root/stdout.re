local-host-names: 1 entry -> host.domains$|/etc/names: 1 entry -> host.domains$
! 1 entry -> local.aliases
! outside
! secret
