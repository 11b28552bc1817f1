mc_none
Raw lines of the site.
