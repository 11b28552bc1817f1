new\.cf: is no sendmail\.cf: it is empty
