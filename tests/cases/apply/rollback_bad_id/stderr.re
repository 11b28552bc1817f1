"0" is no number of a checkpoint
