takes seconds, at most a day
