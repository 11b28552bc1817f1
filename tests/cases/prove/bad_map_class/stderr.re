sendmail\.cf:18:1: a map of a class that is not known
