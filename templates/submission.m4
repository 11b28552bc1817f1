mc_none
Users who hand their mail in: ports 587 and 465, AUTH, and nothing without TLS.
m4_ifelse(mc_get(submission.enabled), «true», «
mc_section(«define»)
dnl #
dnl # --- Users who log in (submission.enabled) ---
dnl # Only these mechanisms are offered (submission.mechanisms)
define(`confAUTH_MECHANISMS', `mc_mechanisms')dnl
dnl # and who passed one of them may send as this host does
TRUST_AUTH_MECH(`mc_mechanisms')dnl
dnl # p: no password in the clear; y: nobody is anonymous (HARDENING AUTH-PLAIN)
define(`confAUTH_OPTIONS', `p,y')dnl
dnl # Their passwords are where mc_layout(sasl_dir)Sendmail.conf says (submission.passwords)
mc_on(«submission.realm», «dnl # Where accounts are looked up (submission.realm)
define(`confAUTH_REALM', `mc_get(submission.realm)')dnl
»)m4_dnl
mc_section(«daemon»)
dnl # Users, with STARTTLS and a password: M=a, no ETRN: M=E (submission.enabled)
m4_ifelse(mc_get(host.ipv6)-mc_layout(dual_stack), «true-true», «DAEMON_OPTIONS(`Name=MSA, Family=inet6, Port=587, M=Ea')dnl
», «DAEMON_OPTIONS(`Name=MSA, Family=inet, Port=587, M=Ea')dnl
mc_on(«host.ipv6», «DAEMON_OPTIONS(`Name=MSA-v6, Family=inet6, Port=587, M=Ea')dnl
»)»)m4_dnl
mc_on(«submission.tls_port», «dnl # The same with TLS from the first byte: M=s (submission.tls_port)
m4_ifelse(mc_get(host.ipv6)-mc_layout(dual_stack), «true-true», «DAEMON_OPTIONS(`Name=MSA-TLS, Family=inet6, Port=465, M=Eas')dnl
», «DAEMON_OPTIONS(`Name=MSA-TLS, Family=inet, Port=465, M=Eas')dnl
mc_on(«host.ipv6», «DAEMON_OPTIONS(`Name=MSA-TLS-v6, Family=inet6, Port=465, M=Eas')dnl
»)»)»)m4_dnl
mc_section(«tls_client»)
# who logged in without TLS sends nothing: p alone lets mechanisms pass that hide the password
R$* $| MAIL		$: $1 $| MAIL <$&{auth_type}> <$&{tls_version}>
R$* $| MAIL <> <$*>	$: $1 $| MAIL
R$* $| MAIL <$+> <>	$#error $@ 5.7.0 $: "530 Must issue a STARTTLS command first"
R$* $| MAIL <$*> <$*>	$: $1 $| MAIL
»)m4_dnl
