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
    {"loads", {"limits.delay_load=24"}},
    {"loads", {"limits.refuse_load=20"}},
    {"listed-once", {"host.domains=a.example,a.example"}},
    {"m4-word", {"host.name=dnl.example.org"}},
    {"m4-word", {"roles.outbound=yes", "outbound.smart_host=[a-undivert.example.org]"}},
    {"text-code", {"relay.refuse_text=4.7.1 later"}},
    {"text-code", {"access.deny_senders=a@b.example=5.1.1 x"}},
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
    {"denial-text",
     {"access.deny_senders=a@b.example="
      "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
      "%%%%%%%%%%%%%%%%%%%%"}},
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
    profile_free(p);
}
