/*
 * For each row of macro_table that stands for a setting: a call as a .mc has it, and what a
 * profile says then.  Both ways are tested with them: a row without one is a failure.
 */
#ifndef MCWIZARD_TESTS_MACRO_ROWS_H
#define MCWIZARD_TESTS_MACRO_ROWS_H

#include <string.h>

#include "model/macro.h"

#include "profiles.h"

struct macro_sample {
    const char *macro, *first; /* of the row */
    const char *args[3];       /* of a call, behind `first' where the row has one */
    const char *sets[4];       /* what a profile says that is written so; none: it is not */
    const char *path;          /* what the call becomes, if that is not the row's own path */
};

#define SAID_FEATURE(name, set)                                                                    \
    {                                                                                              \
        "FEATURE", name, {NULL}, {set}, NULL                                                       \
    }
#define SAID_DEFINE(name, value, set)                                                              \
    {                                                                                              \
        "define", name, {value}, {set}, NULL                                                       \
    }

static const struct macro_sample macro_samples[] = {
    {"OSTYPE", NULL, {"solaris2"}, {"host.ostype=solaris2"}, NULL},
    {"FEATURE",
     "nullclient",
     {"hub.example.org"},
     {"roles.outbound=yes", "roles.local=no", "outbound.smart_host=hub.example.org"},
     NULL},
    SAID_FEATURE("use_cw_file", "host.domains=[]"),
    SAID_FEATURE("use_ct_file", NULL),
    SAID_FEATURE("no_default_msa", "submission.enabled=no"),
    SAID_FEATURE("smrsh", "local.programs=smrsh"),
    SAID_FEATURE("local_procmail", "local.agent=procmail"),
    SAID_FEATURE("local_lmtp", "local.agent=mail.local"),
    {"FEATURE",
     "local_lmtp",
     {"[IPC]", "FILE /run/lmtp"},
     {"local.agent=lmtp", "local.lmtp_socket=/run/lmtp"},
     NULL},
    SAID_FEATURE("access_db", "access.deny_clients={}"),
    SAID_FEATURE("blocklist_recipients", "access.deny_recipients={}"),
    {"FEATURE", "blacklist_recipients", {NULL}, {NULL}, NULL},
    SAID_FEATURE("mailertable", "addresses.routes={}"),
    SAID_FEATURE("virtusertable", "addresses.virtual_users={}"),
    SAID_FEATURE("genericstable", "addresses.generic_users={}"),
    SAID_FEATURE("domaintable", "addresses.domain_aliases={}"),
    SAID_FEATURE("generics_entire_domain", "addresses.generic_subdomains=yes"),
    SAID_FEATURE("redirect", "addresses.redirect=yes"),
    SAID_FEATURE("preserve_local_plus_detail", "addresses.plus_detail=yes"),
    {"FEATURE",
     "ldap_routing",
     {NULL},
     {"addresses.ldap_routing=yes", "inbound.ldap_server=ldap.example.org",
      "inbound.ldap_base=dc=example"},
     NULL},
    SAID_FEATURE("always_add_domain", "masquerade.always_add_domain=yes"),
    SAID_FEATURE("masquerade_envelope", "masquerade.envelope=yes"),
    SAID_FEATURE("masquerade_entire_domain", "masquerade.entire_domain=yes"),
    SAID_FEATURE("limited_masquerade", "masquerade.local_only=yes"),
    SAID_FEATURE("allmasquerade", "masquerade.recipients=yes"),
    SAID_FEATURE("nouucp", "relay.untrusted_routing=no"),
    SAID_FEATURE("nopercenthack", "relay.untrusted_routing=no"),
    SAID_FEATURE("relay_hosts_only", "relay.subdomains=no"),
    SAID_FEATURE("accept_unresolvable_domains", "inbound.unresolvable_senders=yes"),
    {"FEATURE", "dnsbl", {"zen.example"}, {"refuse.dns_lists={\"zen.example\": \"\"}"}, NULL},
    {"FEATURE",
     "dnsbl",
     {"b.example", "\"550 not you\""},
     {"refuse.dns_lists={\"b.example\": \"not you\"}"},
     NULL},
    {"FEATURE", "enhdnsbl", {"zen.example"}, {NULL}, NULL},
    SAID_FEATURE("delay_checks", "refuse.delay_checks=yes"),
    /* Whom it spares or meets stands in a table, and without any it is the plain one. */
    {"FEATURE", "delay_checks", {"hater"}, {NULL}, NULL},
    {"FEATURE", "greet_pause", {"5000"}, {"refuse.greet_pause=5000"}, NULL},
    {"FEATURE", "ratecontrol", {NULL}, {"refuse.rate_of={}"}, NULL},
    {"FEATURE", "conncontrol", {NULL}, {"refuse.connections_of={}"}, NULL},
    SAID_FEATURE("require_rdns", "refuse.require_rdns=yes"),
    SAID_FEATURE("block_bad_helo", "refuse.bad_helo=yes"),
    SAID_FEATURE("badmx", "refuse.bad_mx=yes"),
    SAID_FEATURE("check_other", "refuse.other_commands=yes"),
    {"FEATURE", "queuegroup", {NULL}, {"queue.group_of={}"}, NULL},
    /* Which domain that is, the name of the host says: the test gives it one. */
    {"FEATURE", "relay_entire_domain", {NULL}, {NULL}, NULL},
    SAID_FEATURE("sts", "tls.mta_sts=yes"),
    SAID_DEFINE("confDOMAIN_NAME", "m.example.org", "host.name=m.example.org"),
    SAID_DEFINE("confSMTP_LOGIN_MSG", "$j Sendmail $v/$Z; $b", "privacy.version=yes"),
    {"define",
     "confSMTP_LOGIN_MSG",
     {"$j Ask us"},
     {"privacy.version=no", "host.description=Ask us"},
     NULL},
    SAID_DEFINE("confPRIVACY_FLAGS", "noexpn,novrfy", "privacy.flags=noexpn,novrfy"),
    SAID_DEFINE("confPRIVACY_FLAGS", "public", "privacy.flags=[]"),
    SAID_DEFINE("confDONT_BLAME_SENDMAIL", "GroupReadableKeyFile",
                "local.unsafe_files=GroupReadableKeyFile"),
    SAID_DEFINE("confDONT_BLAME_SENDMAIL", "safe", "local.unsafe_files=[]"),
    SAID_DEFINE("confFORWARD_PATH", "", "local.forward_files=no"),
    SAID_DEFINE("confSAFE_FILE_ENV", "/var/mail/files", "local.file_environment=/var/mail/files"),
    SAID_DEFINE("MAIL_HUB", "[192.0.2.10]", "local.hub=[192.0.2.10]"),
    SAID_DEFINE("MAIL_HUB", "[hub.example.org]", "local.hub=[hub.example.org]"),
    SAID_DEFINE("SMART_HOST", "[relay.example.org]", "outbound.smart_host=[relay.example.org]"),
    SAID_DEFINE("SMART_HOST", "relay.example.org", "outbound.smart_host=relay.example.org"),
    {"define",
     "RELAY_MAILER_ARGS",
     {"TCP $h 587"},
     {"outbound.smart_host_port=587", "outbound.smart_host=[relay.example.org]"},
     NULL},
    SAID_DEFINE("confTO_IDENT", "7s", "received.ident_timeout=7"),
    {"define", "confTO_IDENT", {"0"}, {"received.ident=no"}, "received.ident"},
    SAID_DEFINE("SMTP_MAILER_FLAGS", "e", NULL),
    SAID_DEFINE("confSERVER_CERT", "/etc/ssl/c.pem", "tls.cert_file=/etc/ssl/c.pem"),
    SAID_DEFINE("confSERVER_KEY", "/etc/ssl/k.pem", "tls.key_file=/etc/ssl/k.pem"),
    SAID_DEFINE("confCLIENT_CERT", "/etc/ssl/c.pem", "tls.client_cert_file=/etc/ssl/c.pem"),
    SAID_DEFINE("confCLIENT_KEY", "/etc/ssl/k.pem", "tls.client_key_file=/etc/ssl/k.pem"),
    SAID_DEFINE("confCACERT", "/etc/ssl/ca.pem", "tls.ca_file=/etc/ssl/ca.pem"),
    SAID_DEFINE("confCACERT_PATH", "/etc/ssl/certs", "tls.ca_dir=/etc/ssl/certs"),
    SAID_DEFINE("confCRL", "/etc/ssl/crl.pem", "tls.crl_file=/etc/ssl/crl.pem"),
    SAID_DEFINE("confDH_PARAMETERS", "/etc/ssl/dh.pem", "tls.dh_file=/etc/ssl/dh.pem"),
    SAID_DEFINE("confCIPHER_LIST", "HIGH:!aNULL", "tls.ciphers=HIGH:!aNULL"),
    SAID_DEFINE("confDANE", "true", "tls.dane=yes"),
    SAID_DEFINE("confAUTH_MECHANISMS", "PLAIN LOGIN", "submission.mechanisms=PLAIN,LOGIN"),
    SAID_DEFINE("confAUTH_REALM", "example.org", "submission.realm=example.org"),
    SAID_DEFINE("QUEUE_DIR", "/var/spool/q", "queue.directory=/var/spool/q"),
    SAID_DEFINE("confHOST_STATUS_DIRECTORY", "/var/spool/hs", "queue.host_status=/var/spool/hs"),
    SAID_DEFINE("confDOUBLE_BOUNCE_ADDRESS", "root", "queue.double_bounce=root"),
    {"define",
     "confDOUBLE_BOUNCE_ADDRESS",
     {""},
     {"queue.drop_double_bounces=yes"},
     "queue.drop_double_bounces"},
    SAID_DEFINE("confCOPY_ERRORS_TO", "postmaster", "queue.copy_errors_to=postmaster"),
    SAID_DEFINE("confCON_EXPENSIVE", "true", "queue.hold_expensive=yes"),
    SAID_DEFINE("confFALLBACK_MX", "fb.example.org", "queue.fallback_host=fb.example.org"),
    SAID_DEFINE("confFALLBACK_SMARTHOST", "fb.example.org",
                "queue.fallback_smart_host=fb.example.org"),
    SAID_DEFINE("confINPUT_MAIL_FILTERS", "clamav", NULL),
    SAID_DEFINE("confMILTER_MACROS_CONNECT", "j, _", "filters.macros={\"connect\": \"j, _\"}"),
    SAID_DEFINE("confMILTER_MACROS_HELO", "{verify}", "filters.macros={\"helo\": \"{verify}\"}"),
    SAID_DEFINE("confMILTER_MACROS_ENVFROM", "i", "filters.macros={\"envfrom\": \"i\"}"),
    SAID_DEFINE("confMILTER_MACROS_ENVRCPT", "r", "filters.macros={\"envrcpt\": \"r\"}"),
    SAID_DEFINE("confMILTER_MACROS_DATA", "i", "filters.macros={\"data\": \"i\"}"),
    SAID_DEFINE("confMILTER_MACROS_EOH", "i", "filters.macros={\"eoh\": \"i\"}"),
    SAID_DEFINE("confMILTER_MACROS_EOM", "i", "filters.macros={\"eom\": \"i\"}"),
    SAID_DEFINE("confTO_QUEUERETURN_NORMAL", "3d", "queue.return_days_normal=3"),
    SAID_DEFINE("confTO_QUEUERETURN_URGENT", "3d", "queue.return_days_urgent=3"),
    SAID_DEFINE("confTO_QUEUERETURN_NONURGENT", "3d", "queue.return_days_non_urgent=3"),
    SAID_DEFINE("confTO_QUEUEWARN_NORMAL", "3h", "queue.warn_hours_normal=3"),
    SAID_DEFINE("confTO_QUEUEWARN_URGENT", "3h", "queue.warn_hours_urgent=3"),
    SAID_DEFINE("confTO_QUEUEWARN_NONURGENT", "3h", "queue.warn_hours_non_urgent=3"),
    SAID_DEFINE("confMAX_QUEUE_AGE", "30m", "queue.max_age_minutes=30"),
    SAID_DEFINE("confTO_RESOLVER_RETRANS", "5s", "timeouts.resolver_retrans=5"),
    SAID_DEFINE("confTO_RESOLVER_RETRANS_FIRST", "5s", "timeouts.resolver_retrans_first=5"),
    SAID_DEFINE("confTO_RESOLVER_RETRANS_NORMAL", "5s", "timeouts.resolver_retrans_normal=5"),
    SAID_DEFINE("confTO_RESOLVER_RETRY", "5", "timeouts.resolver_retry=5"),
    SAID_DEFINE("confTO_RESOLVER_RETRY_FIRST", "5", "timeouts.resolver_retry_first=5"),
    SAID_DEFINE("confTO_RESOLVER_RETRY_NORMAL", "5", "timeouts.resolver_retry_normal=5"),
    /* The rendering has its own name for the file. */
    SAID_DEFINE("ALIAS_FILE", "/etc/aliases", NULL),
    SAID_DEFINE("confCW_FILE", "/etc/mail/names", NULL),
    SAID_DEFINE("confCT_FILE", "/etc/mail/trusted", NULL),
    SAID_DEFINE("confTRUSTED_USERS", "www list", "local.trusted_users=www,list"),
    {"define",
     "confLDAP_DEFAULT_SPEC",
     {"-h ldap.example.org -b dc=example,dc=org"},
     {"addresses.ldap_routing=yes", "inbound.ldap_server=ldap.example.org",
      "inbound.ldap_base=dc=example,dc=org"},
     NULL},
    {"define", NULL, {"confALIAS_WAIT", "7m"}, {"more.options={\"confALIAS_WAIT\": \"7m\"}"}, NULL},
    {"FEATURE", NULL, {"nocanonify"}, {"more.features=nocanonify"}, NULL},
    {"undefine", NULL, {"confALIAS_WAIT"}, {"more.undefined=confALIAS_WAIT"}, NULL},
    {"MASQUERADE_AS", NULL, {"example.org"}, {"masquerade.as=example.org"}, NULL},
    {"MASQUERADE_DOMAIN",
     NULL,
     {"a.example b.example"},
     {"masquerade.domains=a.example,b.example"},
     NULL},
    {"MASQUERADE_EXCEPTION", NULL, {"a.example"}, {"masquerade.exceptions=a.example"}, NULL},
    {"EXPOSED_USER", NULL, {"root"}, {"masquerade.exposed_users=root"}, NULL},
    {"GENERICS_DOMAIN", NULL, {"a.example"}, {"addresses.generic_domains=a.example"}, NULL},
    {"LDAPROUTE_DOMAIN", NULL, {"a.example"}, {"addresses.ldap_domains=a.example"}, NULL},
    /* These stand in tables. */
    {"LOCAL_DOMAIN", NULL, {"a.example"}, {NULL}, NULL},
    {"RELAY_DOMAIN", NULL, {"a.example"}, {NULL}, NULL},
    {"MASQUERADE_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"MASQUERADE_EXCEPTION_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"EXPOSED_USER_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"GENERICS_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"LDAPROUTE_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"LOCAL_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"RELAY_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"VIRTUSER_DOMAIN_FILE", NULL, {"/etc/mail/names"}, {NULL}, NULL},
    {"VIRTUSER_DOMAIN", NULL, {"a.example"}, {"addresses.virtual_domains=a.example"}, NULL},
    {"TRUST_AUTH_MECH", NULL, {"PLAIN"}, {"submission.mechanisms=PLAIN"}, NULL},
    {"INPUT_MAIL_FILTER",
     NULL,
     {"clamav", "S=local:/run/clamav.sock, F=T, T=S:4m;R:4m"},
     {"filters.use=clamav", "filters.sockets={\"clamav\": \"local:/run/clamav.sock\"}",
      "filters.on_failure={\"clamav\": \"tempfail\"}",
      "filters.timeouts={\"clamav\": \"S:4m;R:4m\"}"},
     NULL},
    {"MAIL_FILTER", NULL, {"spam", "S=inet:783@127.0.0.1"}, {NULL}, NULL},
    {"QUEUE_GROUP",
     NULL,
     {"slow", "P=/var/spool/mqueue/slow, I=5m"},
     {"queue.groups={\"slow\": \"5m\"}"},
     NULL},
    {"DAEMON_OPTIONS",
     NULL,
     {"Port=smtp, Name=MTA"},
     {"roles.inbound=yes", "submission.enabled=no"},
     NULL},
    {"DAEMON_OPTIONS", NULL, {"Port=smtp, Addr=127.0.0.1, Name=MTA"}, {"roles.inbound=no"}, NULL},
    {"CLIENT_OPTIONS",
     NULL,
     {"Family=inet, Address=192.0.2.1"},
     {"more.client_options=Family=inet, Address=192.0.2.1"},
     NULL},
    {"MODIFY_MAILER_FLAGS", NULL, {"LOCAL", "+S"}, {"more.mailer_flags={\"LOCAL\": \"+S\"}"}, NULL},
    {"MAILER", "local", {NULL}, {"roles.local=yes"}, NULL},
    {"MAILER", "smtp", {NULL}, {"roles.outbound=yes"}, NULL},
    {"MAILER", NULL, {"procmail"}, {"more.mailers=procmail"}, NULL},
};

enum { MACRO_SAMPLES = sizeof(macro_samples) / sizeof(macro_samples[0]) };

/* A profile that says it, and what every profile says. */
static inline struct profile *macro_sample_profile(const struct macro_sample *s)
{
    static const char *const usual[] = {"host.name=h.example.org", "roles.local=yes"};
    struct profile *p = profile_of_sets(usual, sizeof(usual) / sizeof(usual[0]));
    struct errs errs = {0};
    for (size_t i = 0; i < sizeof(s->sets) / sizeof(s->sets[0]) && s->sets[i] != NULL; i++)
        cr_assert_eq(profile_set(p, s->sets[i], &errs), 0, "%s", s->sets[i]);
    return p;
}

static inline bool macro_sample_is_of(const struct macro_sample *s, const struct macro_row *row)
{
    return strcmp(s->macro, row->macro) == 0 && (s->first == NULL) == (row->first == NULL) &&
           (s->first == NULL || strcmp(s->first, row->first) == 0);
}

#endif
