mc_none
TLS: certificates, protocols, ciphers.
