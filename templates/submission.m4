mc_none
Users who hand their mail in: ports 587 and 465, AUTH, and nothing without TLS.
m4_define(«mc_submission_listen», «mc_on(«submission.listen», «submission.listen», «host.listen»)»)
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
mc_daemon(mc_submission_listen, «MSA», «Port=587, M=Ea»)m4_dnl
mc_on(«submission.tls_port», «dnl # The same with TLS from the first byte: M=s (submission.tls_port)
mc_daemon(mc_submission_listen, «MSA-TLS», «Port=465, M=Eas»)»)m4_dnl
mc_section(«tls_client»)
# who logged in without TLS sends nothing: p alone lets mechanisms pass that hide the password
R$* $| MAIL		$: $1 $| MAIL <$&{auth_type}> <$&{tls_version}>
R$* $| MAIL <> <$*>	$: $1 $| MAIL
R$* $| MAIL <$+> <>	$#error $@ 5.7.0 $: "530 Must issue a STARTTLS command first"
R$* $| MAIL <$*> <$*>	$: $1 $| MAIL
»)m4_dnl
