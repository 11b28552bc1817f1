^mcwizard: warning: @CASE@/profile\.json: limits\.useless_commands: needs sendmail 8\.14, and this is 8\.13\.8 \(--sendmail-version\); it is left out$
! error
