new\.cf:2:1: line of more than 65536 bytes
