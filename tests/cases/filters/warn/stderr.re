^mcwizard: warning: @CASE@/profile\.json:2:22: filters\.use\[0\]: no filter can listen at /run/opendkim/opendkim\.sock: there is no folder @CASE@/root/run/opendkim; install and start opendkim, or say in filters\.sockets
^mcwizard: warning: @CASE@/profile\.json:2:73: filters\.sockets\.scan: @CASE@/root/run/scan/scan\.sock is no socket; let scan listen in a folder of its own
! rspamd
