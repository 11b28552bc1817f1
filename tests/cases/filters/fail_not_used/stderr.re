^mcwizard: error: @CASE@/profile\.json:2:62: filters\.on_failure\.openkdim: is for a filter that is not used; did you mean "opendkim"
^mcwizard: error: @CASE@/profile\.json:2:96: filters\.timeouts\.rspamd: is for a filter that is not used
