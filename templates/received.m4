mc_none
The Received: header.  Its shape is that of sendmail's own (cfhead.m4), where readers
look for host, address, IDENT, HELO, id, protocol and recipient; what goes beyond
stands in one comment behind "by HOST", which they skip.  RFC 5321 4.4.
m4_define(«mc_name_and_address», «m4_ifelse(mc_get(received.name)mc_get(received.address), «truetrue», «$_»,
	mc_get(received.name)mc_get(received.address), «falsetrue», «$?{client_addr}[${client_addr}]$.»,
	mc_get(received.name)mc_get(received.address), «truefalse», «$?{client_name}${client_name}$.»)»)
m4_define(«mc_extra», «mc_on(«received.port», «$?{client_port} port=${client_port}$.»)«»mc_on(«received.resolve», «$?{client_resolve} rdns=${client_resolve}$.»)«»mc_on(«received.auth», «$?{auth_type} mech=${auth_type}$.»)«»mc_on(«received.auth_login», «$?{auth_authen} login=${auth_authen}$.»)«»mc_on(«received.local_address», «$?{if_addr} local=[${if_addr}]$.»)«»mc_on(«received.daemon», «$?{daemon_name} daemon=${daemon_name}$.»)»)
mc_section(«define»)
dnl #
dnl # --- What Received: records ---
dnl # As much as can be known of where a message came from (received.*, JPCERT-ED-2001-0001 III.C)
define(`confRECEIVED_HEADER', `mc_on(«received.helo», «$?sfrom $s $.»)«»m4_ifelse(mc_name_and_address, «», «», «$?_($?s«»mc_on(«received.helo», «», «from »)$|from $.mc_name_and_address)
	$.»)«»mc_on(«received.auth», «$?{auth_type}(authenticated$?{auth_ssf} bits=${auth_ssf}$.)
	$.»)by $j (mc_on(«privacy.version», «$v/$Z», «mta»)«»mc_extra)«»mc_on(«received.protocol», «$?r with $r$.»)«»mc_on(«received.queue_id», « id $i»)«»mc_on(«received.tls», «$?{tls_version}
	(version=${tls_version} cipher=${cipher} bits=${cipher_bits} verify=${verify})$.»)«»mc_on(«received.recipient», «$?u
	for $u; $|;
	$.», «;
	»)$b')dnl
dnl # Ask the client's host who is sending, and do not wait long (received.ident, RFC 1413)
define(`confTO_IDENT', `mc_on(«received.ident», «mc_get(received.ident_timeout)s», «0»)')dnl
