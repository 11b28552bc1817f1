^mcwizard: error: @CASE@/profile\.json:1:40: qqqqqqqqqqqq: there is no section of this name; `mcwizard settings` lists them all$
