^    old 3000000  run\.mc:3$
