^mcwizard: debug: for sendmail 8\.[0-9.]+ \(.*\), layout slackware$
! warning
