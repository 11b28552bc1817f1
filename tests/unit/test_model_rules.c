/* Tests of model/rules.c: each rule broken and kept. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/rules.h"

static struct profile *make(const char *const *sets, size_t n);
static char *broken(const struct profile *p);

/* On a host that delivers, sends and receives; `broken` names the rules by blanks. */
static const struct {
    const char *broken;
    const char *sets[6];
} rows[] = {
    {"", {NULL}},
    {"a-role", {"roles.local=no", "roles.outbound=no", "roles.inbound=no"}},
    {"own-mail inbound-recipients", {"roles.local=no"}},
    {"", {"roles.local=no", "local.hub=hub.example.org", "inbound.recipients=any"}},
    {"own-mail", {"roles.local=no", "roles.inbound=no"}},
    {"", {"roles.local=no", "roles.inbound=no", "outbound.smart_host=mx.example.org"}},
    {"hub-or-local", {"local.hub=hub.example.org"}},
    {"not-itself", {"outbound.smart_host=mail.example.org"}},
    {"not-itself", {"outbound.smart_host=[MAIL.example.org]"}},
    {"", {"outbound.smart_host=[mx.example.org]"}},
    {"inbound-recipients", {"inbound.recipients=list"}},
    {"inbound-recipients", {"inbound.recipients=list", "inbound.recipient_list=a@other.example"}},
    {"", {"inbound.recipients=list", "inbound.recipient_list=a@mail.example.org"}},
    {"",
     {"inbound.recipients=list", "host.domains=example.org",
      "inbound.recipient_list=a@EXAMPLE.org"}},
    {"", {"inbound.recipients=list", "tables.recipients_file=list"}},
    {"recipients-file", {"tables.recipients_file=list"}},
    {"", {"roles.relay=yes", "relay.domains=a.example", "tables.recipients_file=list"}},
    {"recipients-file",
     {"roles.relay=yes", "relay.networks=192.0.2.0/24", "tables.recipients_file=list"}},
    {"relay-lists", {"roles.relay=yes"}},
    {"", {"roles.relay=yes", "relay.networks=192.0.2.0/24"}},
    {"relay-recipients", {"roles.relay=yes", "relay.domains=a.example"}},
    {"relay-recipients",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipient_list=x@b.example"}},
    {"", {"roles.relay=yes", "relay.domains=a.example", "relay.recipient_list=x@a.example"}},
    {"", {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any"}},
    {"ldap", {"inbound.recipients=ldap"}},
    {"ldap", {"inbound.recipients=ldap", "inbound.ldap_server=l.example.org"}},
    {"", {"inbound.recipients=ldap", "inbound.ldap_server=l.example.org", "inbound.ldap_base=o=x"}},
    {"ldap",
     {"inbound.recipients=ldap", "inbound.ldap_server=l.example.org", "inbound.ldap_base=o=x",
      "inbound.ldap_filter=(mail=x)"}},
    {"domain-once", {"roles.relay=yes", "relay.domains=mail.example.org", "relay.recipients=any"}},
    {"routes",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "relay.routes=b.example=[mx.example.org]"}},
    {"",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "relay.routes=a.example=[mx.example.org]"}},
    {"routes",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "relay.routes=x.a.example=[mx.example.org]"}},
    {"",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any", "relay.subdomains=yes",
      "relay.routes=x.a.example=[mx.example.org]"}},
    {"networks", {"roles.relay=yes", "relay.networks=192.0.2.1/24"}},
    {"networks", {"access.deny_clients=127.0.0.0/8="}},
    {"networks", {"access.deny_clients=198.51.100.1/24="}},
    {"", {"access.deny_clients=198.51.100.0/24=Go away"}},
    {"", {"host.listen=[\"192.0.2.1\",\"192.0.2.2\"]"}},
    {"", {"host.ipv6=yes", "host.listen=[\"192.0.2.1\",\"2001:db8::1\"]"}},
    {"listen", {"host.listen=[\"2001:db8::1\"]"}},
    {"listen", {"host.listen=[\"127.0.0.2\"]"}},
    {"listen", {"host.ipv6=yes", "host.listen=[\"::1\"]"}},
    {"listen", {"host.listen=[\"0.0.0.0\"]"}},
    {"listen", {"host.ipv6=yes", "host.listen=[\"::\"]"}},
    {"listen", {"host.ipv6=yes", "host.listen=[\"fe80::1\"]"}},
    {"listen", {"host.listen=[\"192.0.2.1\",\"192.0.2.1\"]"}},
    {"listen", {"host.ipv6=yes", "host.listen=[\"2001:db8::a\",\"2001:DB8:0::A\"]"}},
    {"listen", {"roles.inbound=no", "host.listen=[\"192.0.2.1\"]"}},
    {"",
     {"host.listen=[\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\",\"10.0.0.5\","
      "\"10.0.0.6\",\"10.0.0.7\",\"10.0.0.8\",\"10.0.0.9\"]"}},
    {"listen",
     {"host.ipv6=yes", "host.listen=[\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\","
                       "\"10.0.0.5\",\"10.0.0.6\",\"10.0.0.7\",\"10.0.0.8\",\"10.0.0.9\"]"}},
    {"listen",
     {"submission.enabled=yes", "tls.cert_file=/c", "tls.key_file=/k",
      "host.listen=[\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\"]"}},
    {"",
     {"submission.enabled=yes", "tls.cert_file=/c", "tls.key_file=/k",
      "host.listen=[\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\",\"10.0.0.4\"]",
      "submission.listen=[\"10.0.0.1\"]"}},
    {"deny-or-relay",
     {"roles.relay=yes", "relay.networks=192.0.2.0/24", "access.deny_clients=192.0.2.0/24="}},
    {"deny-or-relay", {"access.deny_recipients=mail.example.org="}},
    {"smart-host", {"outbound.smart_host_port=587"}},
    {"", {"outbound.smart_host=[mx.example.org]", "outbound.smart_host_port=587"}},
    {"", {"outbound.smart_host=[mx.example.org]", "outbound.auth_file=/etc/mail/pw"}},
    {"smart-host",
     {"outbound.smart_host=[mx.example.org]", "outbound.auth_file=/etc/mail/pw",
      "outbound.smart_host_tls=optional"}},
    {"smart-host",
     {"outbound.smart_host=[mx.example.org]", "outbound.auth_file=/etc/mail/pw",
      "outbound.auth_mechanisms="}},
    {"tls-pair", {"tls.cert_file=/c"}},
    {"tls-pair", {"tls.key_file=/k"}},
    {"tls-pair", {"tls.client_key_file=/k"}},
    {"", {"tls.client_cert_file=/c", "tls.client_key_file=/k"}},
    {"tls-trust", {"tls.require_servers=a.example=verify"}},
    {"tls-trust", {"tls.require_recipients=a@=name"}},
    {"tls-trust", {"tls.mta_sts=yes"}},
    {"tls-trust", {"tls.crl_file=/c"}},
    {"tls-trust", {"tls.ca_dir=/d"}},
    {"", {"tls.ca_dir=/d", "tls.cert_file=/c", "tls.key_file=/k"}},
    {"", {"tls.ca_file=/a", "tls.require_servers=a.example=verify", "tls.mta_sts=yes"}},
    {"", {"tls.require_servers=a.example=encrypt"}},
    {"tls-clients", {"tls.require_clients=a.example=encrypt"}},
    {"", {"tls.require_clients=a.example=encrypt", "tls.cert_file=/c", "tls.key_file=/k"}},
    {"tls-never", {"tls.require_servers=a.example=encrypt", "tls.never=b.example,a.example"}},
    {"tls-ciphers", {"tls.preset=modern", "tls.ciphers=HIGH"}},
    {"", {"tls.ciphers=HIGH", "tls.suites=TLS_AES_128_GCM_SHA256"}},
    {"loads", {"limits.delay_load=24"}},
    {"loads", {"limits.refuse_load=20"}},
    {"listed-once", {"host.domains=a.example,a.example"}},
    {"m4-word", {"host.name=dnl.example.org"}},
    {"m4-word", {"roles.outbound=yes", "outbound.smart_host=[a-undivert.example.org]"}},
    {"text-code", {"relay.refuse_text=4.7.1 later"}},
    {"text-code", {"access.deny_senders=a@b.example=5.1.1 x"}},
    {"submission-tls", {"submission.enabled=yes"}},
    {"submission-mechanisms",
     {"submission.enabled=yes", "tls.cert_file=/c", "tls.key_file=/k",
      "submission.mechanisms=SCRAM-SHA-1"}},
    {"submission-mechanisms",
     {"submission.enabled=yes", "tls.cert_file=/c", "tls.key_file=/k", "submission.mechanisms="}},
    {"",
     {"submission.enabled=yes", "tls.cert_file=/c", "tls.key_file=/k",
      "submission.passwords=sasldb", "submission.mechanisms=SCRAM-SHA-1"}},
    {"not-itself", {"queue.fallback_host=mail.example.org"}},
    {"", {"queue.directory=/var/spool/dnl", "queue.double_bounce=divert, LOCAL_CONFIG@a.example"}},
    {"queue-times", {"limits.queue_warn_hours=120"}},
    {"", {"limits.queue_warn_hours=119"}},
    {"queue-times", {"queue.warn_hours_urgent=48", "queue.return_days_urgent=2"}},
    {"queue-times", {"queue.warn_hours_normal=120"}},
    {"queue-times", {"limits.queue_warn_hours=48", "queue.return_days_non_urgent=2"}},
    {"", {"queue.warn_hours_non_urgent=47", "queue.return_days_non_urgent=2"}},
    {"queue-times", {"queue.max_age_minutes=30"}},
    {"queue-times", {"queue.max_age_minutes=30", "queue.min_age_minutes=31"}},
    {"", {"queue.max_age_minutes=30", "queue.min_age_minutes=5"}},
    {"queue-groups", {"queue.groups=mqueue=5m"}},
    {"queue-groups", {"queue.group_of=a.example=slow"}},
    {"queue-groups", {"queue.groups=slow=2h", "queue.group_of=a.example=slower"}},
    {"", {"queue.groups=slow=2h", "queue.group_of=a.example=slow"}},
    {"queue-fits", {"queue.runners=21"}},
    {"queue-fits", {"limits.queue_children=3", "queue.runners=4"}},
    {"queue-fits",
     {"queue.fallback_host=f.example.org", "queue.fallback_smart_host=g.example.org"}},
    {"queue-fits", {"queue.host_status=/var/lib/hs", "queue.cached_connections=0"}},
    {"queue-fits", {"queue.drop_double_bounces=yes", "queue.double_bounce=alice"}},
    {"connect-times", {"timeouts.iconnect=61"}},
    {"", {"timeouts.iconnect=60", "timeouts.aconnect=60"}},
    {"connect-times", {"timeouts.aconnect=59"}},
    {"handover", {"local.handover=direct", "outbound.smart_host=[mx.example.org]"}},
    {"own-mail handover", {"roles.local=no", "roles.inbound=no", "local.handover=direct"}},
    {"",
     {"roles.local=no", "roles.inbound=no", "local.handover=direct",
      "outbound.smart_host=[mx.example.org]"}},
    {"handover",
     {"roles.local=no", "roles.inbound=no", "local.handover=direct",
      "outbound.smart_host=[mx.example.org]", "local.hub=[hub.example.org]"}},
    {"handover",
     {"roles.local=no", "roles.inbound=no", "local.handover=direct",
      "outbound.smart_host=[mx.example.org]", "outbound.auth_file=/etc/mail/pw"}},
    {"handover",
     {"roles.local=no", "roles.inbound=no", "local.handover=direct",
      "outbound.smart_host=[mx.example.org]", "masquerade.as=a.example"}},
    {"", {"filters.use=opendkim,mine", "filters.sockets=mine=inet:99@127.0.0.1"}},
    {"filter-socket", {"filters.use=opendkim,mine"}},
    {"filter-socket", {"filters.use=opendkin"}},
    {"filter-used", {"filters.use=opendkim", "filters.on_failure=opendkin=accept"}},
    {"filter-used", {"filters.use=opendkim", "filters.timeouts=rspamd=R:1s"}},
    {"filter-once", {"filters.use=opendkim,opendkim"}},
    {"filter-once",
     {"filters.use=opendkim,rspamd", "filters.sockets=opendkim=inet:11332@127.0.0.1"}},
    {"filter-limits",
     {"filters.use=opendkim", "filters.macros=data=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,"
                              "y,z,A,B,C,D,E,F,G,H,I,J,K,"
                              "L,M,N,O,P,Q,R,S,T,U,V,W,X,Y"}},
    {"filter-socket filter-limits",
     {"filters.use=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y"}},
    {"filter-word", {"filters.use=x-divert", "filters.sockets=x-divert=unix:/run/x"}},
    {"",
     {"more.options=confALIAS_WAIT=dnl it's (a), $1", "more.options=LOCAL_MAILER_FLAGS=Prmn9:|",
      "more.undefined=confPID_FILE,ALIAS_FILE", "more.options=HELP_FILE=/etc/mail/help_file"}},
    {"more-names", {"more.options=confLOG_LEVEL=9"}},
    {"more-names", {"more.options=confDOMAIN_NAME=x"}},
    {"more-names", {"more.options=confMILTER_MACROS_EOM=x"}},
    {"more-names", {"more.options=confMILTER_MACROS_=x"}},
    {"more-names", {"more.options=confREAD_TIMEOUT=1h"}},
    {"more-names", {"more.undefined=confALIAS_WAIT,confCR_FILE"}},
    {"more-names", {"more.options=confCT_FILE=/etc/trusted"}},
    {"", {"more.undefined=confREAD_TIMEOUT"}},
    {"more-names", {"more.options=confFORWARD_PATH=$z/.forward.$w"}},
    {"", {"more.options=confFORWARD_PATH=$z/.forward.$w", "local.forward_files=yes"}},
    {"more-names", {"more.options=SMTP_MAILER_FLAGS=e", "queue.hold_expensive=yes"}},
    {"", {"more.options=SMTP_MAILER_FLAGS=e"}},
    {"more-values", {"more.options=SMTP_MAILER_FLAGS=dnl"}},
    {"more-values", {"more.options=PROCMAIL_MAILER_PATH=/a/1dnl"}},
    {"more-values", {"more.options=confLOCAL_MAILER=LOCAL_CONFIG"}},
    {"more-values", {"more.options=HELP_FILE=/a,b"}},
    {"more-values", {"more.options=confEBINDIR=len(abc)"}},
    {"more-values", {"more.mailer_flags=SMTP=+dnl"}},
    {"", {"more.mailer_flags=SMTP=+dnlm:|DOLS"}},
    {"more-once", {"more.undefined=confALIAS_WAIT", "more.options=confALIAS_WAIT=1m"}},
    {"more-once", {"more.undefined=confALIAS_WAIT,confALIAS_WAIT"}},
    {"more-once", {"more.features=nocanonify,notsticky,nocanonify"}},
    {"more-once", {"more.mailers=uucp,uucp"}},
    {"more-features", {"more.features=preserve_luser_host"}},
    {"", {"more.features=preserve_luser_host,stickyhost", "more.options=LUSER_RELAY=relay:a.b"}},
    {"more-features",
     {"more.features=stickyhost", "roles.local=no", "local.hub=hub.example.org",
      "inbound.recipients=any"}},
    {"agent more-features",
     {"more.features=preserve_local_plus_detail", "local.agent=lmtp", "addresses.plus_detail=yes"}},
    {"", {"more.features=preserve_local_plus_detail,check_cert_altnames"}},
    {"more-features",
     {"more.features=check_cert_altnames", "tls.require_servers=a.example=name",
      "tls.ca_file=/etc/ca.pem"}},
    {"more-features",
     {"more.features=lookupdotdomain", "roles.relay=yes", "relay.networks=192.0.2.0/24"}},
    {"",
     {"more.features=lookupdotdomain", "roles.relay=yes", "relay.networks=192.0.2.0/24",
      "relay.subdomains=yes"}},
    {"more-flags", {"more.mailer_flags=LOCAL=+F|", "local.programs=none"}},
    {"more-flags", {"more.mailer_flags=LOCAL=lsDF:/|@ -w", "local.programs=none"}},
    {"", {"more.mailer_flags=LOCAL=+F -|", "local.programs=none"}},
    {"", {"more.mailer_flags=LOCAL=+F|", "local.programs=smrsh"}},
    {"extra-file", {"extra.file=/nonexistent/extra.mc"}},
    {"", {"audit.accepted=LIM-SIZE: a, b; LIM-SIZE-2: a, b"}},
    {"accepted-once", {"audit.accepted=LIM-SIZE: a; NUL: b; lim-size: c"}},
    {"denial-text",
     {"access.deny_senders=a@b.example="
      "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
      "%%%%%%%%%%%%%%%%%%%%"}},
    {"address-domains", {"addresses.virtual_domains=mail.example.org"}},
    {"address-domains",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "addresses.virtual_domains=a.example"}},
    {"", {"addresses.virtual_domains=a.example,b.example"}},
    {"address-domains", {"addresses.domain_aliases=mail.example.org=a.example"}},
    {"address-domains",
     {"addresses.domain_aliases=a.example=b.example", "addresses.domain_aliases=B.example=c.org"}},
    {"", {"addresses.domain_aliases=old.example=mail.example.org"}},
    {"virtual-users", {"addresses.virtual_users=a@other.example=joe"}},
    {"",
     {"addresses.virtual_users=a@mail.example.org=joe", "addresses.virtual_users=@v.example=joe",
      "addresses.virtual_domains=v.example"}},
    {"virtual-users", {"addresses.virtual_users=a@mail.example.org=A@mail.example.org"}},
    {"virtual-users", {"addresses.virtual_users=@mail.example.org=%1%3@mail.example.org"}},
    {"virtual-users",
     {"addresses.virtual_users=@mail.example.org=%1@v.example",
      "addresses.virtual_users=@V.example=%1@mail.example.org",
      "addresses.virtual_domains=v.example"}},
    {"",
     {"addresses.virtual_users=@mail.example.org=%1@v.example",
      "addresses.virtual_users=@v.example=error:nouser No one",
      "addresses.virtual_domains=v.example"}},
    {"address-routes", {"addresses.routes=mail.example.org=192.0.2.9"}},
    {"address-routes",
     {"addresses.routes=v.example=192.0.2.9", "addresses.virtual_domains=v.example"}},
    {"address-routes",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "addresses.routes=a.example=[mx.example.org]"}},
    {"address-routes", {"addresses.routes=a.example=[MAIL.example.org]"}},
    {"address-routes",
     {"roles.relay=yes", "relay.domains=a.example", "relay.recipients=any",
      "relay.routes=a.example=[mail.example.org]"}},
    {"", {"addresses.routes=.a.example=[mx.example.org]"}},
    {"generic-users", {"addresses.generic_users=joe@a.example=j@b.example"}},
    {"", {"addresses.generic_users=joe=j@b.example"}},
    {"", {"addresses.generic_users=joe@mail.example.org=j@b.example"}},
    {"",
     {"addresses.generic_users=joe@x.a.example=j@b.example", "addresses.generic_domains=a.example",
      "addresses.generic_subdomains=yes"}},
    {"generic-users",
     {"addresses.generic_users=joe@x.a.example=j@b.example",
      "addresses.generic_domains=a.example"}},
    {"ldap-routing", {"addresses.ldap_routing=yes"}},
    {"ldap-routing",
     {"addresses.ldap_routing=yes", "inbound.ldap_server=l.example.org", "inbound.ldap_base=o=x",
      "addresses.ldap_domains=a.example"}},
    {"",
     {"addresses.ldap_routing=yes", "inbound.ldap_server=l.example.org", "inbound.ldap_base=o=x",
      "addresses.ldap_domains=mail.example.org"}},
    {"agent", {"local.agent=lmtp"}},
    {"agent", {"local.lmtp_socket=/run/lmtp"}},
    {"", {"local.agent=lmtp", "local.lmtp_socket=/run/lmtp", "local.aliases=root=joe"}},
    {"agent",
     {"local.agent=lmtp", "local.lmtp_socket=/run/lmtp", "local.aliases=root=joe",
      "addresses.plus_detail=yes"}},
    {"",
     {"local.agent=lmtp", "local.lmtp_socket=/run/lmtp", "local.aliases=root=joe",
      "addresses.plus_detail=yes", "inbound.recipients=any"}},
    {"aliases", {"local.aliases=a=b", "local.aliases=B=A"}},
    {"aliases", {"local.aliases=a=b, x@a.example", "local.aliases=b=c", "local.aliases=c=a"}},
    {"aliases", {"local.aliases=root=postmaster@mail.example.org"}},
    {"", {"local.aliases=a=a, x@a.example", "local.aliases=b=a"}},
    {"aliases", {"local.aliases=a=a@b.example.REDIRECT"}},
    {"", {"local.aliases=a=a@b.example.REDIRECT", "addresses.redirect=yes"}},
    {"m4-word", {"masquerade.as=dnl.example.org"}},
    {"m4-word", {"host.name=1dnl.example.org"}},
    {"m4-word",
     {"local.agent=lmtp", "local.lmtp_socket=/run/divert/lmtp", "local.aliases=root=joe"}},
    {"denial-text",
     {"access.deny_helo=x="
      "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
      "%%%%%%%%%%%%%%%%%%%%"}},
    {"refuse-networks", {"access.accept_clients=198.51.100.1/24"}},
    {"refuse-networks", {"refuse.rate=9", "refuse.rate_of=198.51.100.1/24=5"}},
    {"refuse-networks", {"refuse.lax_clients=2001:db8::1/64=bare-lf"}},
    {"", {"refuse.lax_clients=2001:db8::/64=bare-lf", "access.accept_clients=a.example"}},
    {"accept-or-deny", {"access.accept_clients=a.example", "access.deny_clients=A.example="}},
    {"accept-or-deny", {"access.accept_senders=a@b.example", "access.deny_senders=a@b.example="}},
    {"accept-or-deny",
     {"roles.relay=yes", "relay.networks=192.0.2.0/24", "access.accept_clients=192.0.2.0/24"}},
    {"accept-or-deny",
     {"roles.relay=yes", "relay.hosts=a.example", "access.accept_clients=a.example"}},
    {"", {"relay.hosts=a.example", "access.accept_clients=a.example"}},
    {"dns-lists", {"refuse.dns_list_results=a.example=127.0.0.2"}},
    {"dns-lists", {"refuse.dns_lists=dnl.example="}},
    {"",
     {"refuse.dns_lists=a.example=", "refuse.dns_list_results=a.example=127.0.0.2 127.0.1.",
      "refuse.sender_lists=dnl.example="}},
    {"client-limits", {"refuse.connections=61"}},
    {"client-limits", {"refuse.connections=9", "refuse.connections_of=192.0.2.1=61"}},
    {"", {"refuse.connections=60", "refuse.connections_of=192.0.2.1=0"}},
    {"delay-checks", {"refuse.spam_friends=a@"}},
    {"delay-checks", {"refuse.delay_checks=friend"}},
    {"delay-checks", {"refuse.delay_checks=hater", "refuse.spam_friends=a@"}},
    {"", {"refuse.delay_checks=hater", "refuse.spam_haters=a@"}},
};

static struct profile *make(const char *const *sets, size_t n)
{
    static const char text[] =
        "{\"host\": {\"name\": \"mail.example.org\"},"
        "\"roles\": {\"local\": true, \"outbound\": true, \"inbound\": true}}";
    struct errs errs = {0};
    struct profile *p = profile_parse(text, strlen(text), "p.json", &errs);
    cr_assert_not_null(p);
    for (size_t i = 0; i < n && sets[i] != NULL; i++)
        cr_assert_eq(profile_set(p, sets[i], &errs), 0, "%s: %s", sets[i],
                     errs.n > 0 ? errs.v[0].text : "");
    return p;
}

/* The ids of the rules that a profile breaks, parted by blanks; the caller frees them. */
static char *broken(const struct profile *p)
{
    struct str ids = STR_INIT;
    for (const struct rule *r = rules_table; r->id != NULL; r++) {
        struct errs errs = {0};
        r->check(p, &errs);
        if (errs.n > 0)
            str_addf(&ids, "%s%s", ids.len > 0 ? " " : "", r->id);
        errs_free(&errs);
    }
    return str_take(&ids);
}

Test(model_rules, broken_and_kept)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct profile *p = make(rows[i].sets, ARRAY_LEN(rows[i].sets));
        struct errs errs = {0};
        char *ids = broken(p);
        cr_expect_str_eq(ids, rows[i].broken, "row %zu (%s): \"%s\"", i,
                         rows[i].sets[0] != NULL ? rows[i].sets[0] : "", ids);
        cr_expect_eq(rules_check(p, &errs), rows[i].broken[0] == '\0' ? 0 : -1);
        for (size_t k = 0; k < errs.n; k++)
            cr_expect(errs.v[k].setting != NULL && errs.v[k].text[0] != '\0', "row %zu", i);
        errs_free(&errs);
        free(ids);
        profile_free(p);
    }
}

Test(model_rules, every_rule_is_broken_by_a_row)
{
    for (const struct rule *r = rules_table; r->id != NULL; r++) {
        bool seen = strcmp(r->id, "host-name") == 0; /* see below */
        for (size_t i = 0; i < ARRAY_LEN(rows) && !seen; i++)
            seen = strstr(rows[i].broken, r->id) != NULL;
        cr_expect(seen, "%s", r->id);
        cr_expect(r->text != NULL && r->text[0] != '\0', "%s", r->id);
    }
}

Test(model_rules, host_name)
{
    struct profile *p = profile_new();
    struct errs errs = {0};
    cr_assert_eq(profile_set(p, "roles.local=yes", &errs), 0);
    char *ids = broken(p);
    cr_expect_str_eq(ids, "host-name");
    free(ids);
    cr_assert_eq(profile_set(p, "host.name=a.example", &errs), 0);
    ids = broken(p);
    cr_expect_str_eq(ids, "");
    free(ids);
    profile_free(p);
}

Test(model_rules, warnings)
{
    static const char *const sets[] = {"relay.networks=192.0.2.0/24", "limits.hops=200"};
    struct profile *p = make(sets, ARRAY_LEN(sets));
    struct errs warnings = {0};
    rules_warn(p, &warnings);
    cr_assert_eq(warnings.n, 1);
    cr_expect_str_eq(warnings.v[0].setting, "relay.networks");
    errs_free(&warnings);
    cr_assert_eq(profile_set(p, "host.name=localhost.localdomain", &warnings), 0);
    rules_warn(p, &warnings);
    cr_assert_eq(warnings.n, 2);
    cr_expect_str_eq(warnings.v[0].setting, "host.name");
    errs_free(&warnings);
    profile_free(p);
}
