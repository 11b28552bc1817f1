^VIOLATED outside -> world
^VIOLATION outside -> world: leaves for foreign-mcwizard\.example; relayed to .* by lhop
