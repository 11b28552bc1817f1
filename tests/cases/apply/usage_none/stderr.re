give either -p PROFILE or a plan
