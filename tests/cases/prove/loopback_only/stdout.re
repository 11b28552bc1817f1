the profile takes mail from other hosts, but no daemon listens beyond loopback
