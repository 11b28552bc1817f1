new\.cf:6: the sides of this rule are parted by spaces, not by a TAB
