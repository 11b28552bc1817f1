! hush
^\+x RELAY$
