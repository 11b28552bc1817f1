^mcwizard: error: profile.json:6:7: audit.accepted\[0\]: "GREET-VER" is not valid, expected the id of a check, a colon
^mcwizard: error: profile.json:7:7: audit.accepted\[1\]: "NUL: " is not valid
