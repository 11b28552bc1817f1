mc_none
Virtual users, routes, rewriting and masquerading.
