^mcwizard: debug: for sendmail 8\.[0-9.]+ \(.*\), layout freebsd$
! warning
^mcwizard: debug: @TMP@/out/mail\.example\.org\.mc: [0-9]+ bytes$
^mcwizard: debug: @TMP@/out/mail\.example\.org\.submit\.mc: 
! sendmail\.mc
