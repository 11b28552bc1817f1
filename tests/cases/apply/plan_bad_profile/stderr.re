profile.json:2:20: host.name:
profile.json:4:21: apply.wait:
did you mean "apply.keep"
