/* Checks: what is refused of odd clients and senders. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audit/internal.h"

#include "model/setting.h"

static check_fn unresolvable, unqualified, access_table, no_greet_pause, no_rates, no_rdns;
static check_fn no_bad_helo, no_other, smuggling, long_pause, no_bad_mx, no_dns_lists, no_http;
static audit_line_fn judge_features, judge_pause, note_http;

enum { FIVE_MINUTES = 5 * 60 * 1000 /* ms */ };

const struct check checks_refuse[] = {
    {.id = "SENDER-DOMAIN",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .title = "senders in domains that do not exist are taken",
     .wanted = "the map resolve in the check of senders",
     .why = "no notice can go back to such a sender; forgers use them",
     .source = "cf/README accept_unresolvable_domains; HARDENING SENDER-DOMAIN",
     .mc = "no FEATURE(`accept_unresolvable_domains')",
     .setting = "inbound.unresolvable_senders",
     .run = unresolvable},
    {.id = "SENDER-QUALIFIED",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .title = "senders without a domain are taken from other hosts",
     .wanted = "a rule that demands a domain of the sender",
     .why = "joe then means this site's joe, whoever wrote it",
     .source = "cf/README accept_unqualified_senders; HARDENING SENDER-DOMAIN",
     .mc = "no FEATURE(`accept_unqualified_senders')",
     .run = unqualified},
    {.id = "ACCESS-DB",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "no access table, or one that lets mail in when it cannot be read",
     .wanted = "Kaccess with -T<TMPF>",
     .why = "without it nobody can be denied by host and by destination",
     .source = "JPCERT-ED-2001-0001 III.B; cf/README access_db; HARDENING ACCESS-DB",
     .mc = "FEATURE(`access_db', `hash -T<TMPF> /etc/mail/access')",
     .setting = "access.deny_clients",
     .run = access_table},
    {.id = "GREET-PAUSE",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.13",
     .title = "clients that do not wait for the greeting are served",
     .wanted = "the ruleset greet_pause",
     .why = "programs that send junk do not wait",
     .source = "cf/README greet_pause; HARDENING GREET-PAUSE",
     .mc = "FEATURE(`greet_pause', `5000')",
     .setting = "refuse.greet_pause",
     .run = no_greet_pause},
    {.id = "GREET-LONG",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.13",
     .title = "clients wait longer for the greeting than they have to",
     .wanted = "a pause of less than five minutes (300000 milliseconds)",
     .why = "honest clients hang up after five minutes, and their mail does not arrive",
     .source = "RFC 5321 4.5.3.2.1; cf/README greet_pause; HARDENING trap 9",
     .mc = "FEATURE(`greet_pause', `5000')",
     .setting = "refuse.greet_pause",
     .run = long_pause},
    {.id = "RATE-CONN",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.13",
     .title = "one client may take every connection",
     .wanted = "the rulesets RateControl and ConnControl, and entries ClientRate: and ClientConn:",
     .why = "the features do nothing without their entries in the access table",
     .source = "cf/README ratecontrol, conncontrol; HARDENING RATE/CONN",
     .mc = "FEATURE(`delay_checks'), FEATURE(`ratecontrol', `nodelay', `terminate') and "
           "FEATURE(`conncontrol', `nodelay', `terminate')",
     .setting = "refuse.rate and refuse.connections",
     .run = no_rates},
    {.id = "RDNS",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.14",
     .title = "clients without a reverse name are served",
     .wanted = "rules that ask for it",
     .why = "most are not mail hosts, but some are",
     .source = "cf/README require_rdns; HARDENING RDNS",
     .mc = "FEATURE(`require_rdns')",
     .setting = "refuse.require_rdns",
     .run = no_rdns},
    {.id = "BAD-HELO",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.14",
     .title = "clients that call themselves by this host's name are served",
     .wanted = "rules that refuse them",
     .why = "no honest client does so",
     .source = "cf/README block_bad_helo; HARDENING BAD-HELO",
     .mc = "FEATURE(`block_bad_helo')",
     .setting = "refuse.bad_helo",
     .run = no_bad_helo},
    {.id = "CHECK-OTHER",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.17.1",
     .title = "lines of other protocols only count as unknown commands",
     .wanted = "the ruleset check_other",
     .why = "a browser or a proxy can be made to speak to this port",
     .source = "cf/feature/check_other.m4; CVE-2021-3618; HARDENING CHECK-OTHER",
     .mc = "FEATURE(`check_other')",
     .setting = "refuse.other_commands",
     .run = no_other},
    {.id = "BADMX",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.14",
     .title = "senders whose mail hosts cannot be reached are accepted",
     .wanted = "a look at the MX hosts of senders",
     .why = "nobody can answer them",
     .source = "RFC 7505 4; cf/README badmx; HARDENING BADMX",
     .mc = "FEATURE(`badmx')",
     .setting = "refuse.bad_mx",
     .run = no_bad_mx},
    {.id = "DNSBL",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_INBOUND,
     .since = "8.10",
     .title = "no DNS list of clients that send junk is asked",
     .wanted = "a list whose policy the site agrees with",
     .why = "most junk comes from addresses that are on such lists",
     .source = "RFC 5782; cf/README dnsbl, enhdnsbl; HARDENING DNSBL",
     .mc = "FEATURE(`dnsbl', `...')",
     .setting = "refuse.dns_lists",
     .run = no_dns_lists},
    {.id = "ALPACA-HTTP",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.17.1",
     .title = "a client that speaks HTTP is only told that it is in error",
     .wanted = "h in the entry Srv_Features: of the access table",
     .why = "a browser can be led to post to this port",
     .source = "CVE-2021-3618; RELEASE_NOTES 8.17.1; HARDENING 2 ALPACA",
     .mend = "Srv_Features: h in the access table",
     .setting = "refuse.http",
     .run = no_http},
    {.id = "SMUG-EXC",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "strict line ends are switched off for everybody",
     .wanted = "no F, G, O or U in an entry Srv_Features: without a host",
     .why = "mail can then be smuggled in behind other mail",
     .source = "CVE-2023-51765; RELEASE_NOTES 8.18.1; HARDENING SMUG-EXC",
     .mend = "keep the exception for single clients: Srv_Features:192.0.2.1",
     .setting = "refuse.lax_clients",
     .run = smuggling},
    {.id = NULL},
};

static void unresolvable(struct audit *audit)
{
    if (audit_has_ruleset(audit, "Basic_check_mail") &&
        audit_rule(audit, NULL, NULL, "$( resolve", NULL) == NULL &&
        audit_rule(audit, NULL, NULL, "$(resolve", NULL) == NULL)
        audit_found(audit, 0, "no rule asks the map resolve for a sender's domain");
}

static void unqualified(struct audit *audit)
{
    if (audit_has_ruleset(audit, "Basic_check_mail") &&
        audit_rule(audit, NULL, NULL, "553 Domain name required", NULL) == NULL &&
        audit_rule(audit, NULL, NULL, "553 Real domain name required", NULL) == NULL)
        audit_found(audit, 0, "no rule answers \"553 Domain name required\"");
}

static void access_table(struct audit *audit)
{
    const struct cf_entry *map = cf_find(audit->cf, CF_MAP, "access");
    if (map == NULL)
        audit_found(audit, 0, "there is no map access");
    else if (strstr(map->value, "-T<TMPF>") == NULL && strncmp(map->value, "ldap", 4) != 0)
        audit_found(audit, map->line, "Kaccess %s", map->value);
}

static void no_greet_pause(struct audit *audit)
{
    if (!audit_has_ruleset(audit, "greet_pause"))
        audit_found(audit, 0, "there is no ruleset greet_pause");
}

static void judge_pause(struct audit *audit, const char *file, long line, char *key, char *value)
{
    if (strncasecmp(key, "GreetPause:", 11) == 0 && strtol(value, NULL, 10) >= FIVE_MINUTES)
        audit_found_at(audit, file, line, "%s %s", key, value);
}

/* The pause stands in milliseconds behind $#, and in entries of the access table. */
static void long_pause(struct audit *audit)
{
    const struct cf_entry *rule = NULL;
    struct str path = STR_INIT;
    if (audit_map_path(audit, "access", &path))
        audit_each_line(audit, str_text(&path), judge_pause);
    str_free(&path);
    while ((rule = audit_rule(audit, "greet_pause", NULL, "$# ", rule)) != NULL) {
        const char *at = strstr(rule->rhs, "$#");
        at += 2;
        at += strspn(at, " ");
        if (strtol(at, NULL, 10) >= FIVE_MINUTES)
            audit_found(audit, rule->line, "a pause of %ld ms", strtol(at, NULL, 10));
    }
}

static void no_rates(struct audit *audit)
{
    if (audit_rule(audit, "RateControl", NULL, "$# error", NULL) == NULL ||
        audit_rule(audit, "ConnControl", NULL, "$# error", NULL) == NULL)
        audit_found(audit, 0, "RateControl or ConnControl refuses nobody");
}

static void no_rdns(struct audit *audit)
{
    if (audit_rule(audit, NULL, NULL, "Fix reverse DNS", NULL) == NULL)
        audit_found(audit, 0, "no rule asks for a reverse name");
}

static void no_bad_helo(struct audit *audit)
{
    if (audit_rule(audit, NULL, NULL, "bogus HELO", NULL) == NULL)
        audit_found(audit, 0, "no rule looks at what clients call themselves");
}

static void no_other(struct audit *audit)
{
    if (!audit_has_ruleset(audit, "check_other"))
        audit_found(audit, 0, "there is no ruleset check_other");
}

static void no_bad_mx(struct audit *audit)
{
    /* The map of FEATURE(`badmx'), and that of mcwizard's own rules. */
    if (cf_find(audit->cf, CF_MAP, "badmx") == NULL &&
        cf_find(audit->cf, CF_MAP, "bad_mx_name") == NULL)
        audit_found(audit, 0, "no rule looks at the MX hosts of senders");
}

static void no_dns_lists(struct audit *audit)
{
    if (cf_find(audit->cf, CF_MAP, "dnsbl") == NULL && cf_find(audit->cf, CF_MAP, "ednsbl") == NULL)
        audit_found(audit, 0, "there is no map dnsbl and no map ednsbl");
}

/* A table that is not at hand may have it. */
static void no_http(struct audit *audit)
{
    struct str path = STR_INIT;
    struct strs notes = {0};
    audit->notes = &notes;
    bool map = audit_map_path(audit, "access", &path);
    bool read = map && audit_each_line(audit, str_text(&path), note_http);
    audit->notes = NULL;
    if (notes.n == 0 && (read || !map))
        audit_found(audit, 0, "the access table has no entry Srv_Features: with h");
    strs_free(&notes);
    str_free(&path);
}

static void note_http(struct audit *audit, const char *file, long line, char *key, char *value)
{
    (void)file;
    (void)line;
    if (strcasecmp(key, "Srv_Features:") == 0 && strchr(value, 'h') != NULL)
        strs_add(audit->notes, value);
}

static void smuggling(struct audit *audit)
{
    struct str path = STR_INIT;
    if (audit_map_path(audit, "access", &path))
        audit_each_line(audit, str_text(&path), judge_features);
    str_free(&path);
}

/* The upper-case letters switch off what is strict by default. */
/* `g2' and `u2' put a space for the odd byte: nothing is smuggled, but mail is changed. */
static void judge_features(struct audit *audit, const char *file, long line, char *key, char *value)
{
    if (strcasecmp(key, "Srv_Features:") != 0)
        return;
    if (strpbrk(value, "FGOU") != NULL)
        audit_found_at(audit, file, line, "%s %s", key, value);
    else if (strstr(value, "g2") != NULL || strstr(value, "u2") != NULL)
        audit_found_at(audit, file, line, "%s %s", key, value)->severity = SEVERITY_LOW;
}
