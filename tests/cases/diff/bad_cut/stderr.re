new\.cf:[0-9]+.*looks cut off here
