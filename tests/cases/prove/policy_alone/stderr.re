[-]p is missing
