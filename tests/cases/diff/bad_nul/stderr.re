new\.cf:2:4: NUL byte
