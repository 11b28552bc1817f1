^mcwizard: debug: for sendmail 8\.[0-9.]+ \(.*\), layout redhat$
! warning
