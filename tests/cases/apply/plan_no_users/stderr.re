root has no group smmsp, to whom its files belong; install the package sendmail-bin first
