new\.cf:1:13: the line ends in CR LF
