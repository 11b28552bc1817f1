^    old 1000000  old/sendmail\.mc:3$
^    new 2000000  new/sendmail\.mc:5$
^    old RELAY  old/access:1$
^unknown file submit\.cf$
^    new new/submit\.mc$
