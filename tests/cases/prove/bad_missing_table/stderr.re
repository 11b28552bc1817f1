sendmail\.cf:18: the table /etc/mcwizard-no-such/access is neither there nor beside
