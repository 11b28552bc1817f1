"x1" is no number of a checkpoint
