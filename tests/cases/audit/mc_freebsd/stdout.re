^medium PRIV-LOCAL:
^    at     x.mc:15$
^    is     PrivacyOptions=authwarnings,noexpn,novrfy$
