^mcwizard: error: @CASE@/profile\.json:2:25: tables\.map_type: .*makemap has no maps of type cdb; it has hash, btree$
