mc_none
Mail filters.
