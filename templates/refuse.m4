mc_none
What is refused at the door: DNS lists, rates, odd clients.  Checks of clients are
sendmail-cf's own features, which pass over what the access table calls OK or RELAY;
checks of MAIL are rules of ours, so that they can pass over the same clients.
m4_ifelse(mc_listens, «true», «
mc_section(«feature»)
m4_ifelse(mc_delays, «true», «dnl # Clients and senders are judged when a recipient is named, users who have logged in not at all (refuse.delay_checks)
mc_is(«refuse.delay_checks», «friend», «FEATURE(`delay_checks', `friend')dnl
», «mc_is(«refuse.delay_checks», «hater», «FEATURE(`delay_checks', `hater')dnl
», «FEATURE(`delay_checks')dnl
»)»)»)m4_dnl
mc_is(«refuse.greet_pause», «0», «», «dnl # A client that talks before it is greeted is refused (refuse.greet_pause)
FEATURE(`greet_pause', `mc_get(refuse.greet_pause)')dnl
»)m4_dnl
mc_is(«refuse.rate», «0», «», «dnl # Connections of one client in a minute; how many, says the access table (refuse.rate)
FEATURE(`ratecontrol', `', `terminate')dnl
»)m4_dnl
mc_is(«refuse.connections», «0», «», «dnl # Open connections of one client; how many, says the access table (refuse.connections)
FEATURE(`conncontrol', `', `terminate')dnl
»)m4_dnl
mc_on(«refuse.dns_lists», «dnl # A list that is silent is given up after 3 and 6 seconds
define(`DNSBL_MAP_OPT', `-d3s -r2')dnl
mc_on(«refuse.dns_list_results», «define(`EDNSBL_TO', `2 -d3s')dnl
»)m4_dnl
dnl # Lists of addresses in DNS (refuse.dns_lists)
mc_dns_features«»m4_dnl
»)m4_dnl
mc_on(«refuse.require_rdns», «dnl # Clients without a reverse name (refuse.require_rdns)
FEATURE(`require_rdns')dnl
»)m4_dnl
mc_on(«refuse.other_commands», «dnl # Who sends headers instead of commands is sent away (refuse.other_commands)
FEATURE(`check_other')dnl
»)m4_dnl
mc_section(«config»)
mc_on(«refuse.dns_lists», «m4_ifelse(mc_dns_texts, «», «», «dnl # What a client that is on a list is told (refuse.dns_lists)
mc_dns_texts«»m4_dnl
»)»)m4_dnl
mc_on(«refuse.sender_lists», «dnl # Lists of domains in DNS (refuse.sender_lists)
Ksender_list dns -R A -a. -T<TMP> -d3s -r2
»)m4_dnl
mc_on(«refuse.bad_mx», «dnl # Mail hosts of a sender's domain, and what is wrong with one (refuse.bad_mx)
Kmx_first dns -R MX -a<MX>
Kmx_list bestmx -z: -T<TEMP>
Kmx_address dns -R A -a. -T<TEMP>
Kbad_mx_name regex -a<BAD> ^([0-9]{1,3}\.){3}[0-9]{1,3}\.?$
Kbad_mx_address regex -a<BAD> ^(0\.|10\.|127\.|169\.254\.|172\.(1[6-9]|2[0-9]|3[01])\.|192\.168\.)
»)m4_dnl
m4_ifelse(mc_spares_clients, «true», «
mc_section(«rulesets»)
dnl #
dnl # --- Who is judged at the door (refuse.*) ---
SOwn_client
# ->  OWN for a program here, loopback or an address of this host, else OTHER
R$*			$: $&{client_addr}
R$@			$@ OWN
R0			$@ OWN
R127.$*			$@ OWN
RIPv6:0:0:0:0:0:0:0:1	$@ OWN
RIPv6:::1		$@ OWN
R$*			$: [$1]
R$=w			$@ OWN
R$*			$@ OTHER
SSpared_client
# ->  SPARED for this host, who may relay, is accepted (access.accept_clients) or has logged in
R$*			$: $>"Own_client" $1
ROWN			$@ SPARED
R$*			$: <$&{auth_type}>
R<$+>			$@ SPARED
R$*			$: <?> <$&{client_name}>
R<?> <$+>		$: $>D <$1> <?> <! Connect> <>
R<?> $*			$: $>A <$&{client_addr}> <?> <! Connect> <>
R<OK> $*		$@ SPARED
R<RELAY> $*		$@ SPARED
R$*			$@ JUDGED
»)m4_dnl
mc_is(«refuse.greet_pause», «0», «», «# they need not wait (refuse.greet_pause)
SLocal_greet_pause
R$*			$: $>"Spared_client" $1
RSPARED			$# 0
»)m4_dnl
m4_ifelse(mc_judges_clients, «true», «# clients as they connect; the access table has the others (refuse.dns_lists ...)
SLocal_check_relay
R$*			$: $>"Own_client" $1
ROWN			$# OK
m4_ifelse(mc_delays-mc_counts_clients, «true-true», «# where nobody can log in (M=A), a client that comes too often does not wait for RCPT
Scheck_relay
R$*			$: <$&{daemon_flags}> $>"Spared_client" $1
R<$* AA $*> JUDGED	$: JUDGED
R<$*> $*		$@ OK
mc_is(«refuse.rate», «0», «», «R$*			$: JUDGED $| $>"RateControl" $1
R$* $| $#$*		$#$2
»)m4_dnl
mc_is(«refuse.connections», «0», «», «R$*			$: JUDGED $| $>"ConnControl" $1
R$* $| $#$*		$#$2
»)m4_dnl
»)m4_dnl
»)m4_dnl
m4_ifelse(mc_judges_mail, «true», «SLocal_check_mail
R$*			$: $1 $| $>"Spared_client" $1
R$* $| SPARED		$@ OK
R$* $| $*		$: $1
m4_ifelse(mc_get(refuse.bad_helo)-mc_get(access.deny_helo), «false-», «», «R$*			$: $1 $| $>"Judge_helo" $1
R$* $| $#$*		$#$2
R$* $| $*		$: $1
»)m4_dnl
m4_ifelse(mc_get(refuse.bad_mx)-mc_get(refuse.sender_lists), «false-», «», «R<>			$@ OK		a notice
R$*			$: $>CanonAddr $1
R$* < @ $+ . >		$1 < @ $2 >
R$* < @ [ $* ] >	$@ OK		no domain
R$+ < @ $+ >		$: $1 < @ $2 > $| $>SearchList <! From> $| <F:$1@$2> <U:$1@> <D:$2> <>
R$* $| <OKR>		$@ OK		(access.accept_senders)
R$* < @ $+ > $| $*	$: < @ $2 >
mc_on(«refuse.sender_lists», «R< @ $+ >		$: < @ $1 > $| $>"Sender_lists" $1
R$* $| $#$*		$#$2
R$* $| $*		$: $1
»)m4_dnl
mc_on(«refuse.bad_mx», «R< @ $+ >		$: < @ $1 > $| $>"Bad_mx" $1
R$* $| $#$*		$#$2
»)m4_dnl
»)m4_dnl
R$*			$@ OK
»)m4_dnl
m4_ifelse(mc_listens-mc_get(refuse.bad_helo)-mc_get(access.deny_helo), «true-false-», «», «SJudge_helo
# what the client says in HELO  ->  OK, or an error
R$*			$: $&s
R$@			$@ OK
mc_on(«access.deny_helo», «# listed names and their subdomains (access.deny_helo)
R$+			$: $1 $| $>D <$1> <?> <! Helo> <>
R$+ $| <REJECT> $*	$#error $@ 5.7.1 $: "550 Access denied"
R$+ $| <ERROR:$-.$-.$-:$+> $*	$#error $@ $2.$3.$4 $: $5
R$+ $| <$* <TMPF>> $*	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R$+ $| $*		$: $1
»)m4_dnl
mc_on(«refuse.bad_helo», «# this host's own names and addresses, and what is no full name (refuse.bad_helo)
R$=w			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$+			$: $1 $| [$1]
R$+ $| $=w		$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$+ $| $*		$: $1
R[ $+ ]			$@ OK		an address
R$+ . $+		$@ OK
R$*			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
»)m4_dnl
R$*			$@ OK
»)m4_dnl
mc_on(«refuse.sender_lists», «SSender_lists
# domain  ->  OK, or an error (refuse.sender_lists)
mc_sender_rules«»m4_dnl
R$*			$@ OK
»)m4_dnl
mc_on(«refuse.bad_mx», «SBad_mx
# domain  ->  OK, or an error: its mail hosts, then their addresses (refuse.bad_mx)
R$+			$: $1 $| $(mx_first $1 $: ? $)
R$+ $| <MX>		$#error $@ 5.7.27 $: "550 Sender address has null MX: " $1
R$+ $| $*		$: <$1> <: $(mx_list $1 $) :> <>
R<$+> <: $* <TEMP> $*> <>	$#error $@ 4.1.2 $: "450 MX lookup failure for " $1
R<$+> <: $+ : $*> <$*>	<$1> <: $3> <$4 $(bad_mx_name $2 $) :>
R<$+> <$*> <$* <BAD> $*>	$#error $@ 5.1.8 $: "550 Illegal MX record for host " $1
R<$+> <$*> <$*>		$: <$1> <: $3> <>
R<$+> <: $+ : $*> <$*>	<$1> <: $3> <$4 $(mx_address $2 $) :>
R<$+> <$*> <$*>		$: <$1> <: $3> <>
R<$+> <: $+ : $*> <$*>	<$1> <: $3> <$4 $(bad_mx_address $2 $) :>
R<$+> <$*> <$* <BAD> $*>	$#error $@ 5.1.8 $: "550 Invalid MX record for host " $1
R$*			$@ OK
»)m4_dnl
»)m4_dnl
