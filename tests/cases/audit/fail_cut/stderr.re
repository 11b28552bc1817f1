sendmail.cf:9: looks cut off here: its last line has no end
