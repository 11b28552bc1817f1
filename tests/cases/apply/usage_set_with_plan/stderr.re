set does not go with a plan
