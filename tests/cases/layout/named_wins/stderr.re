layout slackware$
! warning
