it cannot ask here: give --yes
