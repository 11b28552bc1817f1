mc_none
Mail that would leave for the rest of the world although the roles do not send it.
Refused in ruleset 0, which sendmail -t, sendmail -Am -t, aliases and .forward files
all pass, and by check_rcpt (recipient.m4), which tells SMTP clients at once.
m4_ifelse(mc_guards_world, «true», «
mc_section(«config»)
mc_on(«local.forward_targets», «dnl # Where aliases may lead outside (local.forward_targets)
C{Forward_to}`mc_get(local.forward_targets)'
»)m4_dnl
m4_ifelse(mc_relays_domains, «true», «dnl # Domains for which mail is passed on (relay.domains)
C{Relay_to}`mc_get(relay.domains)'
»)m4_dnl
mc_section(«rule0»)
# Recipients, whoever names them: a client, a program, an alias (roles.outbound, local.forward)
R$*			$: <$&{addr_type}> $1
mc_on(«addresses.ldap_routing», «# where the directory leads an address is judged like an alias (addresses.ldap_routing)
R<e r> $+ < @ $={LDAPRoute} . >	$: <e r> $1 < @ $2 . > $| <$(ldapmra $1 @ $2 $: ? $)>
R<e r> $+ < @ $+ . > $| <?>	$: <e r> $1 < @ $2 . > $| <$(ldapmra @ $2 $: ? $)>
R<e r> $* $| <$+ @ $+>	$: <e r> $1 $| $>"Refuse_world" $>CanonAddr $2 @ $3
R<e r> $* $| $#$*		$#$2
R<e r> $* $| $*		$: <e r> $1
»)m4_dnl
R<e r> $+ < @ $+ > $*	$: <?> $1 < @ $2 > $3 $| $>"Refuse_world" $1 < @ $2 >
R<?> $* $| $#$*		$#$2
R<?> $* $| $*		$: $1
R<$*> $*		$: $2
mc_section(«rulesets»)
dnl #
dnl # --- What would leave for the world (roles.outbound, local.forward) ---
SIs_world
# user < @ domain . >  ->  OK for this site's and relayed domains, else WORLD
R$* < @ $=w . > $*	$@ OK
R$* < @ $=w > $*		$@ OK
mc_on(«addresses.virtual_domains», «# virtual domains are the site's own (addresses.virtual_domains)
R$* < @ $={VirtHost} . > $*	$@ OK
R$* < @ $={VirtHost} > $*	$@ OK
»)m4_dnl
m4_ifelse(mc_redirects, «true», «# who has moved is told where, nothing is sent there (addresses.redirect)
R$* < @ $+ . REDIRECT . > $*	$@ OK
R$* < @ $+ . REDIRECT > $*	$@ OK
»)m4_dnl
m4_ifelse(mc_relays_domains, «true», «# domains that are passed on (relay.domains)
R$* < @ mc_on(«relay.subdomains», «$* »)$={Relay_to} . > $*	$@ OK
R$* < @ mc_on(«relay.subdomains», «$* »)$={Relay_to} > $*	$@ OK
»)m4_dnl
R$* < @ $+ > $*		$@ WORLD
R$*			$@ OK
m4_ifelse(mc_listens, «true», «SWhose_mail
# ->  OWN for this host's, OTHER for a client's, JUDGED for a client's in a queue run
mc_on(«submission.enabled», «# a user who logged in (submission.enabled)
R$*			$: <$&{auth_type}>
R<$={TrustAuthMech}>	$@ OWN
»)m4_dnl
R$*			$: [$&{client_addr}]
R[0]			$@ OWN
R[127.0.0.1]		$@ OWN
R[IPv6:0:0:0:0:0:0:0:1]	$@ OWN
R[IPv6:::1]		$@ OWN
R$=w			$@ OWN
R[$+]			$@ OTHER
# no session: a program here, or a queue run, where $_ still ends with the address
R$*			$: <$&_>
R<$* [$+] $*>		$: [$2]
R[127.0.0.1]		$@ OWN
R[IPv6:0:0:0:0:0:0:0:1]	$@ OWN
R[IPv6:::1]		$@ OWN
R$=w			$@ OWN
R[$+]			$@ JUDGED
R$*			$@ OWN
»)m4_dnl
SRefuse_world
# user < @ domain . >  ->  OK, or an error
R$*			$: $1 $| $>"Is_world" $1
R$* $| OK		$@ OK
R$* < @ $+ . > $* $| $*	$: $1 < @ $2 > $3 $| $4
R$* $| $*		$: $1
mc_on(«local.forward_targets», «# listed addresses and domains (local.forward_targets)
R$+ < @ $+ >		$: <$1 @ $2> <$2> $1 < @ $2 >
R<$={Forward_to}> <$+> $*	$@ OK
R<$+> <$={Forward_to}> $*	$@ OK
R<$+> <$+> $*		$: $3
»)m4_dnl
m4_ifelse(mc_listens, «true», «# a notice goes to the sender of a message that is already here (outbound.notices)
R$*			$: <$&{msg_size}> $1 $| $>CanonAddr $&f
R<$+> $* $| $* < @ $+ . >	$: <$1> $2 $| $3 < @ $4 >
R<$+> $* $| $+		$: $(macro {Sender} $@ $3 $) <?> $2
R<?> $&{Sender}		$: <notice> $&{Sender}
R<?> $*			$: <> $1
R<$*> $* $| $*		$: <> $2
R<$*> $*		$: <$1> $2 $| $>"Whose_mail" $2
R<$*> $* $| OWN		mc_on(«roles.outbound», «$@ OK		this host's own mail may leave», «$: <own> $2»)
m4_ifelse(mc_notices_leave, «true», «R<notice> $* $| $*	$@ OK
»)m4_dnl
R<> $* $| JUDGED	$@ OK
m4_ifelse(mc_remote_forward, «true», «# an alias may lead anywhere; what the client named is judged by check_rcpt (local.forward)
R<> $* $| OTHER		$@ OK
»)m4_dnl
mc_on(«roles.relay», «# a client that may relay (relay.networks, relay.hosts)
R<$*> $* $| OTHER	$: <$1> $2 $| $>"Relay_ok" $2
R<$*> $* $| RELAY	$@ OK
»)m4_dnl
», «mc_on(«roles.outbound», «# this host's own mail may leave (roles.outbound)
R$*			$@ OK
»)»)m4_dnl
R$*			$#error $@ 5.7.1 $: "550 mc_cf_text(outbound.refuse_text)"
»)m4_dnl
