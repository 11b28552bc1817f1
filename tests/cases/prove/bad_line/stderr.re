sendmail\.cf.*18|nosuch
