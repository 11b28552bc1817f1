new\.cf:1:1: is no sendmail\.cf
