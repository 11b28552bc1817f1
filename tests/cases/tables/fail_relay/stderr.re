^mcwizard: error: @CASE@/access\.txt:1:19: tables\.access_file: RELAY in a file would open what the profile closes; who may relay stands in the profile: relay\.networks
