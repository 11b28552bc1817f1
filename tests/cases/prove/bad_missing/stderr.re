no-such\.cf
