^PRIV-EXPN, a check of audit$
^    Severity: medium$
^    Beware: GEN004660 writes confPRIVACYFLAGS
