sendmail\.cf:18:1: the name of a map has 300 bytes
