mc_none
What is refused at the door: DNS lists, rates, odd clients.
