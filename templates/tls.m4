mc_none
TLS: certificates, protocols, ciphers.
mc_tls(PATH, CONF, VALUE, REASON): an option whose value sendmail-cf would read again as
m4; a second pair of quotes keeps every word of it a word there, and the pair inside, here.
m4_define(«mc_tls», «dnl # $4 ($1)
define(`$2', ``«$3»'')dnl
»)
mc_tls_known(OPTIONS): without those that an older sendmail complains of.
m4_define(«mc_tls_known», «mc_since(8.17.1, «$1», «m4_patsubst(«$1», « .SSL_OP_NO_RENEGOTIATION»)»)»)
mc_section(«define»)
dnl #
dnl # --- Encryption (TLS) ---
mc_has(«tls.preset», «dnl # mc_tls_versions alone, after the mc_tls_guideline; as a server and as a client (tls.preset)
define(`confSERVER_SSL_OPTIONS', `mc_tls_known(mc_tls_options) mc_tls_server_options')dnl
define(`confCLIENT_SSL_OPTIONS', `mc_tls_known(mc_tls_options)')dnl
m4_ifelse(mc_tls_ciphers, «», «», «mc_tls(mc_on(«tls.ciphers», «tls.ciphers», «tls.preset»), «confCIPHER_LIST», mc_tls_ciphers, «Ciphers for TLS 1.2: weak and anonymous ones can be read or forged»)»)m4_dnl
dnl # A fingerprint of md5, sendmail's default, can be forged (HARDENING TLS-FP)
define(`confCERT_FINGERPRINT_ALGORITHM', `sha256')dnl
»)m4_dnl
mc_on(«tls.cert_file», «mc_tls(«tls.cert_file», «confSERVER_CERT», mc_get(tls.cert_file), «What this host shows to clients: with it, STARTTLS is offered»)mc_tls(«tls.key_file», «confSERVER_KEY», mc_get(tls.key_file), «Its key, which root alone may read»)»)m4_dnl
m4_ifelse(mc_tls_client_cert, «», «», «mc_tls(mc_on(«tls.client_cert_file», «tls.client_cert_file», «tls.cert_file»), «confCLIENT_CERT», mc_tls_client_cert, «What this host shows to servers that ask»)mc_tls(mc_on(«tls.client_key_file», «tls.client_key_file», «tls.key_file»), «confCLIENT_KEY», mc_tls_client_key, «Its key, which root alone may read»)»)m4_dnl
m4_ifelse(mc_tls_ca_file, «», «», «mc_tls(«tls.ca_file», «confCACERT», mc_tls_ca_file, mc_on(«tls.ca_file», ««The authorities that are trusted, and that clients are told of»», ««No authority is named: this host trusts its own certificate alone»»))mc_tls(«tls.ca_dir», «confCACERT_PATH», mc_tls_ca_dir, mc_on(«tls.ca_dir», ««The folder of authorities that are trusted»», ««sendmail offers no STARTTLS and verifies nobody without a folder of authorities»»))»)m4_dnl
mc_on(«tls.crl_file», «mc_tls(«tls.crl_file», «confCRL», mc_get(tls.crl_file), «What those authorities have revoked is good no more»)»)m4_dnl
mc_on(«tls.dh_file», «mc_tls(«tls.dh_file», «confDH_PARAMETERS», mc_get(tls.dh_file), «Diffie-Hellman parameters of this host»)»)m4_dnl
mc_on(«tls.dane», «dnl # Servers are verified by their TLSA records (tls.dane)
define(`confDANE', `true')dnl
»)m4_dnl
mc_section(«feature»)
m4_ifelse(mc_tls_names, «true», «dnl # A certificate names its owner by the alternative names, too (tls.require_*: name)
FEATURE(`check_cert_altnames')dnl
»)m4_dnl
mc_on(«tls.mta_sts», «dnl # Policies of MTA-STS are asked for; if the resolver does not answer, mail waits (tls.mta_sts)
FEATURE(`sts', `socket -d5 -T<TMPF> inet:mc_get(tls.mta_sts_port)@127.0.0.1')dnl
»)m4_dnl
mc_none
mc_on(«tls.suites», «
mc_section(«config»)
dnl # Suites for TLS 1.3; sendmail-cf has no macro for them (tls.suites)
O CipherSuites=`mc_get(tls.suites)'
»)m4_dnl
