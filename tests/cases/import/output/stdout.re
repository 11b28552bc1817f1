: 5 lines, 4 became settings \(80 %\), 1 raw, 0 not carried$
