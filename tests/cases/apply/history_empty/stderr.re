nothing was applied here yet
