mc_none
Recipients that a client names in RCPT: what must not leave, what this site does not
accept from outside, routes through a relayed domain or a hub, and unknown ones.
Local_check_rcpt returns an error or OK; with any other mailer it would skip the checks
of Basic_check_rcpt, which come next.
m4_ifelse(mc_checks_recipients, «true», «
mc_section(«config»)
m4_ifelse(mc_knows_list, «true», «dnl # The valid recipients (inbound.recipient_list, relay.recipient_list)
Krecipients mc_layout(map_type) -T<TMPF> mc_layout(mail_dir)recipients
»)m4_dnl
m4_ifelse(mc_knows_aliases, «true», «dnl # Where aliases lead (local.forward, addresses.redirect)
Kaliases mc_layout(map_type) -o mc_layout(mail_dir)aliases
»)m4_dnl
m4_ifelse(mc_knows_ldap, «true», «dnl # The directory that knows the recipients; when it is silent, mail waits (inbound.ldap_*)
Krecipients_ldap ldap -T<TMPF> -w 3 -1 -h `mc_get(inbound.ldap_server)' -b "`mc_get(inbound.ldap_base)'" -k "`mc_get(inbound.ldap_filter)'" -v mail
»)m4_dnl
m4_ifelse(mc_knows_routed, «true», «dnl # A local part that routes on (relay.untrusted_routing, addresses.virtual_users)
Krouted regex -a@ROUTED [%!@:"\\]
»)m4_dnl
m4_ifelse(mc_guards_world-mc_relays_domains, «false-true», «dnl # Domains for which mail is passed on (relay.domains)
C{Relay_to}`mc_get(relay.domains)'
»)m4_dnl
mc_section(«rulesets»)
dnl #
dnl # --- Recipients that clients name in RCPT ---
SLocal_check_rcpt
R$*			$: $1 $| $>CanonAddr $1
R$* $| $#$*		$#$2		not an address
mc_on(«roles.outbound», «», «# what must not leave, not even from this host (roles.outbound)
R$* $| $+ < @ $+ > $*	$: $1 $| $2 < @ $3 > $| $>"Is_world" $2 < @ $3 >
m4_ifelse(mc_listens, «true», «R$* $| $* $| WORLD	$: $1 $| $2 $| WORLD $>"Whose_mail" $1
R$* $| $* $| WORLD OWN	», «R$* $| $* $| WORLD	»)$#error $@ 5.7.1 $: "550 mc_cf_text(outbound.refuse_text)"
R$* $| $* $| $*		$: $1 $| $2
»)m4_dnl
m4_ifelse(mc_listens, «true», «mc_on(«submission.enabled», «# so are users who logged in (submission.enabled)
R$*			$: <$&{auth_type}> $1
R<$={TrustAuthMech}> $*	$@ OK
R<$*> $*		$: $2
»)m4_dnl
# this host and clients that may relay are past the rest
R$* $| $*		$: $2 $| $>"Relay_ok" $1
R$* $| RELAY		$@ OK
R$* $| $*		$: <> $1
# whose mailbox would it be?
R<> $* < @ $* . >	<> $1 < @ $2 >
R<> $+ < @ $=w >		$: <own> $1 < @ $2 >
mc_on(«addresses.virtual_domains», «R<> $+ < @ $={VirtHost} >	$: <virtual> $1 < @ $2 >
»)m4_dnl
m4_ifelse(mc_relays_domains, «true», «m4_ifelse(mc_get(relay.subdomains), «true», «R<> $+ < @ $* $={Relay_to} >	$: <relayed> $1 < @ $2 $3 >
», «R<> $+ < @ $={Relay_to} >	$: <relayed> $1 < @ $2 >
»)»)m4_dnl
mc_on(«addresses.virtual_domains», «# the access table would take a subdomain for its domain
R<> $+ < @ $+ . $={VirtHost} >	$#error $@ 5.7.1 $: $&{Relay_denied}
»)m4_dnl
R<> $+ < @ $+ >		$@ OK		the world: Basic_check_rcpt
R<> $+			$: <own> $1 < @ $j >
mc_on(«roles.inbound», «», «# nothing from outside for this site itself (roles.inbound)
R<own> $*		$#error $@ 5.7.1 $: "550 mc_cf_text(inbound.refuse_text)"
mc_on(«addresses.virtual_domains», «R<virtual> $*		$#error $@ 5.7.1 $: "550 mc_cf_text(inbound.refuse_text)"
»)m4_dnl
»)m4_dnl
m4_ifelse(mc_knows_routed, «true», «# a local part that the next hop could route on (relay.untrusted_routing)
m4_ifelse(mc_refuses_routing-mc_relays_domains, «true-true», «R<relayed> $+ < @ $+ >	$: <relayed> <$(routed $1 $: OK $)> $1 < @ $2 >
»)m4_dnl
mc_on(«addresses.virtual_domains», «R<virtual> $+ < @ $+ >	$: <virtual> <$(routed $1 $: OK $)> $1 < @ $2 >
»)m4_dnl
m4_ifelse(mc_get(roles.inbound)-mc_has_virtual, «true-true», «R<own> $+ < @ $+ >	$: <own> <$(routed $1 $: OK $)> $1 < @ $2 >
», mc_refuses_routing-mc_get(roles.local)-mc_get(roles.inbound), «true-false-true», «R<own> $+ < @ $+ >	$: <own> <$(routed $1 $: OK $)> $1 < @ $2 >
»)m4_dnl
R<$-> <@ROUTED> $*	$#error $@ 5.7.1 $: "550 Routing through this host is refused"
R<$-> <$+> $*		$: <$1> $3
»)m4_dnl
m4_ifelse(mc_knows_aliases, «true», «# where an alias leads to one address alone
R<own> $+ < @ $+ >		$: <own> $1 < @ $2 > $| <$(aliases $1 $: $)>
m4_ifelse(mc_redirects, «true», «# a user who has moved (addresses.redirect)
R<own> $* $| <$+ @ $+ . REDIRECT>	$#error $@ 5.1.1 $: "551 User has moved; please try " <$2@$3>
»)m4_dnl
m4_ifelse(mc_judges_aliases, «true», «mc_on(«addresses.virtual_domains», «# a virtual user may be such an alias; ruleset 0 judges his other targets
R<virtual> $+ < @ $+ >	$: <virtual> $1 < @ $2 > $| <$(virtuser $1 @ $2 $: $)>
R<virtual> $* $| <$->	$: <virtual> $1 $| <$(aliases $2 $: $)>
»)m4_dnl
# where no mail may go: refused now, not bounced later (local.forward)
R<$-> $* $| <$+ @ $+>	$: <$1> $2 $| $>"Alias_target" $3 @ $4
R<$-> $* $| $#$*	$#$3
»)m4_dnl
R<$-> $* $| $*		$: <$1> $2
»)m4_dnl
m4_ifelse(mc_get(roles.inbound)-mc_knows_virtual, «true-true», «# an own address that the table of virtual users knows (addresses.virtual_users)
R<own> $+ < @ $+ >		$: <own> <$(virtuser $1 @ $2 $: ? $)> $1 < @ $2 >
R<own> <?> $+ + $* < @ $+ >	$: <own> <$(virtuser $1 @ $3 $: ? $)> $1 + $2 < @ $3 >
R<own> <?> $+ < @ $+ >	$: <own> <$(virtuser @ $2 $: ? $)> $1 < @ $2 >
R<own> <?> $*		$: <own> $1
R<own> <$*> $*		$@ OK
»)m4_dnl
m4_ifelse(mc_get(roles.inbound)-mc_get(inbound.recipients), «true-list», «R<own> $*		$@ $>"Known_recipient" $1
», mc_get(roles.inbound)-mc_get(inbound.recipients), «true-ldap», «R<own> $*		$@ $>"Known_in_directory" $1
»)m4_dnl
m4_ifelse(mc_relays_domains-mc_get(relay.recipients), «true-list», «R<relayed> $*		$@ $>"Known_recipient" $1
», mc_relays_domains-mc_get(relay.recipients), «true-ldap», «R<relayed> $*		$@ $>"Known_in_directory" $1
»)m4_dnl
»)m4_dnl
R$*			$@ OK
m4_ifelse(mc_judges_aliases, «true», «SAlias_target
# where an alias leads  ->  OK, or an error; each address of a list is judged when it is used
R$* , $*			$@ OK
R$*			$: $>CanonAddr $1
R$*			$@ $>"Refuse_world" $1
»)m4_dnl
m4_ifelse(mc_knows_list, «true», «dnl # Unknown recipients are refused now, so that nothing is bounced at forged senders
SKnown_recipient
R$+ < @ $+ >		$: <$(recipients $1 @ $2 $: ? $)> $1 < @ $2 >
R<?> $+ + $* < @ $+ >	$: <$(recipients $1 @ $3 $: ? $)> $1 < @ $3 >
R<?> $*			$#error $@ 5.1.1 $: "550 mc_cf_text(inbound.unknown_text)"
R<$* <TMPF>> $*		$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R$*			$@ OK
»)m4_dnl
m4_ifelse(mc_knows_ldap, «true», «dnl # The same, from the directory
SKnown_in_directory
R$+ < @ $+ >		$: <$(recipients_ldap $1 @ $2 $: ? $)> $1 < @ $2 >
R<?> $+ + $* < @ $+ >	$: <$(recipients_ldap $1 @ $3 $: ? $)> $1 < @ $3 >
R<?> $*			$#error $@ 5.1.1 $: "550 mc_cf_text(inbound.unknown_text)"
R<$* <TMPF>> $*		$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R$*			$@ OK
»)m4_dnl
»)m4_dnl
