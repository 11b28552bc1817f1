^VIOLATED outside -> world
