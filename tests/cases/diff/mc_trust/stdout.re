^    old 3000000  run\.mc:5$
^    new 2000000  new\.mc:5$
^0 weaken, 1 harden, 0 neutral, 0 unknown$
