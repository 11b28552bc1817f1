 0 violations$
