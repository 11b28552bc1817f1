mc_none
Users who hand their mail in: ports 587 and 465, AUTH.
