/* Checks: relaying for strangers, and where the host listens. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "model/setting.h"

static check_fn old_rules, promiscuous, from_sender, by_mx, loose, entire_domain, wide_access;
static check_fn wide_list, listens, twice_in_a_clause, odd_address, percent;
static audit_line_fn judge_access, judge_member;
static bool is_wide(const char *key);

const struct check checks_relay[] = {
    {.id = "RELAY-NONE",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "nothing decides who may relay",
     .wanted = "a ruleset check_rcpt with rules",
     .why =
         "sendmail without check_rcpt takes mail from anybody to anywhere, as all did before 8.8",
     .source = "JPCERT-ED-2001-0001 III.B; cf/README ANTI-SPAM; HARDENING more facts",
     .mend = "build the configuration anew with the sendmail-cf macros of the sendmail that runs",
     .run = old_rules},
    {.id = "RELAY-PROOF",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "sendmail itself passes mail on that it should refuse",
     .wanted = "a refusal",
     .why = "what rules look like and what they do are two things: this was tried, with the "
            "sendmail of this host on a copy of the configuration",
     .source = "JPCERT-ED-2001-0001 III.B; GEN004710; HARDENING RELAY-BT",
     .mend = "`mcwizard prove' shows the dialogue, and the rule that let it pass"},
    {.id = "RELAY-PROMISC",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.9",
     .title = "open relay: mail from anybody to anywhere is passed on",
     .wanted = "Rcpt_ok that ends with \"Relaying denied\"",
     .why = "an open relay is found and used by strangers within hours",
     .source = "GEN004710; JPCERT-ED-2001-0001 III.B; cf/README promiscuous_relay; HARDENING "
               "RELAY-PROMISC",
     .mc = "no FEATURE(`promiscuous_relay')",
     .setting = "relay.networks",
     .run = promiscuous},
    {.id = "RELAY-FROM",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "whoever writes the right sender may relay",
     .wanted = "no rule of Relay_ok that asks for the sender",
     .why = "a sender is whatever the client writes",
     .source = "cf/README relay_local_from, relay_mail_from; HARDENING RELAY-FROM",
     .mc = "no FEATURE(`relay_local_from') and no FEATURE(`relay_mail_from')",
     .setting = "relay.networks or submission.enabled",
     .run = from_sender},
    {.id = "RELAY-MX",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "whoever names this host as MX is relayed for",
     .wanted = "no map mxserved",
     .why = "anybody can point the MX record of a domain here",
     .source = "cf/README relay_based_on_MX; HARDENING RELAY-LOOSE",
     .mc = "no FEATURE(`relay_based_on_MX')",
     .setting = "relay.domains",
     .run = by_mx},
    {.id = "RELAY-LOOSE",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.9",
     .title = "addresses with % are not taken apart before the relay check",
     .wanted = "a rule of Rcpt_ok that calls ParseRecipient",
     .why = "user%elsewhere@here looks local and is not",
     .source = "cf/README loose_relay_check; HARDENING RELAY-LOOSE",
     .mc = "no FEATURE(`loose_relay_check')",
     .run = loose},
    {.id = "RELAY-DOMAIN",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "every host below the site's own domain may relay",
     .wanted = "hosts and networks that are listed",
     .why = "whoever gets a name in the domain, by DHCP too, may send anywhere",
     .source = "cf/README relay_entire_domain; HARDENING RELAY-LOOSE",
     .mc = "no FEATURE(`relay_entire_domain')",
     .setting = "relay.networks",
     .run = entire_domain},
    {.id = "RELAY-WIDE",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "the access table relays for a whole top-level domain or a network of millions",
     .wanted = "RELAY for listed hosts, domains and networks only",
     .why = "almost anybody is in there",
     .source = "JPCERT-ED-2001-0001 III.B; cf/README access_db; HARDENING RELAY-LOOSE",
     .mend = "narrow the entry, then makemap the table",
     .setting = "relay.networks",
     .run = wide_access},
    {.id = "RELAY-WIDE-LIST",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "class R relays for a whole top-level domain or a network of millions",
     .wanted = "listed hosts, domains and networks only",
     .why = "almost anybody is in there",
     .source = "JPCERT-ED-2001-0001 III.B; cf/README RELAY_DOMAIN; HARDENING RELAY-LOOSE",
     .mend = "narrow the entry of relay-domains",
     .setting = "relay.networks",
     .run = wide_list},
    {.id = "LISTEN-LOCAL",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "listens on the network, though the host only sends",
     .wanted = "Addr=127.0.0.1 in each DaemonPortOptions",
     .why = "what nobody can connect to, nobody can abuse; with no DaemonPortOptions at all "
            "sendmail listens on every address",
     .source = "GEN004710; CIS 2.2; HARDENING LISTEN-LOCAL",
     .mc = "DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1')",
     .setting = "roles.inbound and roles.relay",
     .run = listens},
    {.id = "LISTEN-TWICE",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "one DaemonPortOptions says a thing twice: the last counts, without a word",
     .wanted = "one Name=, Family=, Addr= and Port= in each",
     .why = "what was meant for two daemons opens one, and not the one that was meant",
     .source = "op.me 5.6; HARDENING more facts",
     .mc = "a DAEMON_OPTIONS for each daemon",
     .run = twice_in_a_clause},
    {.id = "LISTEN-ADDR",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "an address that is not written in full",
     .wanted = "four numbers without leading zeroes",
     .why = "127.0.01 is read in other ways by other programs",
     .source = "inet_aton(3); HARDENING more facts",
     .mc = "DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1')",
     .run = odd_address},
    {.id = "PCT-UUCP",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_RELAY,
     .title = "the sender may lay down the route with % or !",
     .wanted = "class O without % and !",
     .why = "what a hub hands on may be rewritten there into another address",
     .source = "cf/README nopercenthack, nouucp; HARDENING PCT/UUCP",
     .mc = "FEATURE(`nouucp', `reject') and FEATURE(`nopercenthack', `reject')",
     .setting = "relay.untrusted_routing",
     .run = percent},
    {.id = NULL},
};

static void old_rules(struct audit *audit)
{
    if (!audit_has_ruleset(audit, "check_rcpt"))
        audit_found(audit, 0, "there is no ruleset check_rcpt with rules in it");
}

/* The feature leaves out the rules that refuse, whatever a site has added. */
static void promiscuous(struct audit *audit)
{
    static const char *const deciders[] = {"Relay_ok",   "Rcpt_ok",   "Basic_check_rcpt",
                                           "check_rcpt", "checkrcpt", "Local_check_rcpt"};
    if (!audit_has_ruleset(audit, "check_rcpt"))
        return;
    for (size_t i = 0; i < ARRAY_LEN(deciders); i++)
        if (audit_rule(audit, deciders[i], "$*", "550 Relaying denied", NULL) != NULL ||
            audit_rule(audit, deciders[i], "$*", "{Relay_denied}", NULL) != NULL ||
            audit_rule(audit, deciders[i], "$*", "$# error $@ 5 . 7 . 1", NULL) != NULL)
            return;
    audit_found(audit, 0, "no rule of check_rcpt, Rcpt_ok or Relay_ok refuses to relay");
}

static void from_sender(struct audit *audit)
{
    const struct cf_entry *own = audit_rule(audit, "Relay_ok", "$=w >", "$@ RELAY", NULL);
    const struct cf_entry *sender = audit_rule(audit, "Relay_ok", NULL, "CanonAddr $&f", NULL);
    if (sender != NULL)
        audit_found(audit, (own != NULL ? own : sender)->line,
                    own != NULL
                        ? "a rule of Relay_ok asks only for the sender ($&f)"
                        : "a rule of Relay_ok looks the sender ($&f) up: entries From: RELAY");
}

static void by_mx(struct audit *audit)
{
    const struct cf_entry *map = cf_find(audit->cf, CF_MAP, "mxserved");
    if (map != NULL)
        audit_found(audit, map->line, "Kmxserved %s", map->value);
}

static void loose(struct audit *audit)
{
    if (audit_has_ruleset(audit, "Rcpt_ok") && audit_has_ruleset(audit, "ParseRecipient") &&
        audit_rule(audit, "Rcpt_ok", NULL, "ParseRecipient", NULL) == NULL)
        audit_found(audit, 0, "no rule of Rcpt_ok calls ParseRecipient");
}

static void entire_domain(struct audit *audit)
{
    const struct cf_entry *rule = audit_rule(audit, "Relay_ok", "$=m", "$@ RELAY", NULL);
    if (rule != NULL)
        audit_found(audit, rule->line, "R%s", rule->value);
}

static void wide_access(struct audit *audit)
{
    struct str path = STR_INIT;
    if (audit_map_path(audit, "access", &path))
        audit_each_line(audit, str_text(&path), judge_access);
    str_free(&path);
}

static void judge_access(struct audit *audit, const char *file, long line, char *key, char *value)
{
    const char *subject = strncasecmp(key, "Connect:", 8) == 0 ? key + 8
                          : strncasecmp(key, "To:", 3) == 0    ? key + 3
                                                               : key;
    if (strcasecmp(value, "RELAY") == 0 && is_wide(subject))
        audit_found_at(audit, file, line, "%s RELAY", key);
}

static void wide_list(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        const char *path = e->kind == CF_CLASSFILE ? strchr(e->value, '/') : NULL;
        struct strs members = {0};
        if (strcmp(e->name, "R") != 0)
            continue;
        if (path != NULL) {
            char *file = mem_dupn(path, strcspn(path, " "));
            audit_each_line(audit, file, judge_member);
            free(file);
        }
        if (e->kind == CF_CLASS)
            strs_split(&members, e->value, " ");
        for (size_t k = 0; k < members.n; k++)
            if (is_wide(members.v[k]))
                audit_found(audit, e->line, "class R has %s", members.v[k]);
        strs_free(&members);
    }
}

static void judge_member(struct audit *audit, const char *file, long line, char *key, char *value)
{
    (void)value;
    if (is_wide(key))
        audit_found_at(audit, file, line, "%s", key);
}

/* A name without a dot is a top-level domain, one number a network of 16 million hosts. */
static bool is_wide(const char *key)
{
    size_t digits = strspn(key, "0123456789");
    /* "IPv6:2001" is a /16. */
    if (strncasecmp(key, "IPv6:", 5) == 0)
        return key[5] != '\0' && key[5] != ':' && strchr(key + 5, ':') == NULL;
    if (key[0] == '.' && key[1] != '\0')
        key++;
    /* sendmail looks neither for nothing nor for a star. */
    if (key[0] == '\0' || strcmp(key, "*") == 0)
        return false;
    if (digits > 0 && (key[digits] == '\0' || (key[digits] == '.' && key[digits + 1] == '\0')))
        return strtol(key, NULL, 10) != 10 && strtol(key, NULL, 10) != 127;
    return strchr(key, '.') == NULL && strchr(key, ':') == NULL && strchr(key, '@') == NULL &&
           strchr(key, '[') == NULL && strcasecmp(key, "localhost") != 0;
}

static void listens(struct audit *audit)
{
    if ((audit->facts->roles & ROLE_SERVER) != 0)
        return;
    for (size_t i = 0; i < audit->facts->daemons.n; i++) {
        const struct cf_daemon *d = &audit->facts->daemons.v[i];
        if (!d->loopback && !d->submission)
            audit_found(audit, d->entry != NULL ? d->entry->line : 0, "daemon %s listens on %s",
                        d->name[0] != '\0' ? d->name : "(default)",
                        d->address[0] != '\0' ? d->address : "every address");
    }
}

static void twice_in_a_clause(struct audit *audit)
{
    static const struct {
        char letter;
        const char *name;
    } keys[] = {{'n', "Name"}, {'f', "Family"}, {'a', "Addr"}, {'p', "Port"}};
    for (size_t i = 0; i < audit->facts->daemons.n; i++) {
        const struct cf_entry *e = audit->facts->daemons.v[i].entry;
        for (size_t k = 0; e != NULL && k < ARRAY_LEN(keys); k++) {
            size_t times = 0;
            for (const char *at = e->value; at != NULL; at = strchr(at, ',')) {
                at += strspn(at, ", \t");
                times += tolower((unsigned char)at[0]) == keys[k].letter ? 1 : 0;
            }
            if (times > 1)
                audit_found(audit, e->line, "%s= %zu times: %s", keys[k].name, times, e->value);
        }
    }
}

static void odd_address(struct audit *audit)
{
    for (size_t i = 0; i < audit->facts->daemons.n; i++) {
        const struct cf_daemon *d = &audit->facts->daemons.v[i];
        size_t dots = 0;
        if (d->address[0] == '\0' || strspn(d->address, "0123456789.") != strlen(d->address))
            continue;
        bool odd = false;
        for (const char *at = d->address; at != NULL; at = strchr(at, '.')) {
            at += at[0] == '.' ? 1 : 0;
            dots++;
            odd = odd || (at[0] == '0' && isdigit((unsigned char)at[1]));
        }
        if (odd || dots != 4)
            audit_found(audit, d->entry->line, "Addr=%s", d->address);
    }
}

static void percent(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        if (e->kind == CF_CLASS && strcmp(e->name, "O") == 0 && strpbrk(e->value, "%!") != NULL)
            audit_found(audit, e->line, "class O has %s", e->value);
    }
}
