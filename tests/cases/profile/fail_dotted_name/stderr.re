^mcwizard: error: @CASE@/profile\.json:1:2: host\.name: there is no section of this name; write \{"host": \{"name": \.\.\.\}\}$
