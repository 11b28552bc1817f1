/* What becomes of a probe, and whether the policy allows it; see proof.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "relay/proof.h"

static bool check(const struct proof *p, struct probe *probe, long ask, const char *stage);
static void judge_decision(const struct proof *p, struct probe *probe);
static bool refuses_postmaster(const struct probe *probe);
static bool reaches_friend(const struct proof *p, const struct probe *probe);
static void judge_contained(const struct proof *p, struct probe *probe);
static bool is_own_client(const struct proof *p, const struct probe *probe);
static bool refuses(const struct proof *p, const struct probe *probe, enum policy_destination dest);
static bool routes_on(const char *local_part, bool stock);
static char *domain_of(const char *user, char **local_part);

void judge_probe(const struct proof *p, struct probe *probe)
{
    if (probe->fate.kind == FATE_UNDECIDED && probe->demand != DEMAND_NOTHING)
        str_set(&probe->violation, "undecided");
    else if (probe->demand == DEMAND_DECISION)
        judge_decision(p, probe);
    else if (probe->demand == DEMAND_CONTAINED)
        judge_contained(p, probe);
    else if (probe->demand == DEMAND_NO_PROGRAM && probe->fate.kind == FATE_LOCAL &&
             !strs_has(&p->ordinary, probe->fate.mailer))
        str_set(&probe->violation, "reaches the mailer %s, which nobody's mailbox has",
                probe->fate.mailer);
}

/* The first stage that does not pass decides. */
void judge_decide(const struct proof *p, struct probe *probe)
{
    if (!check(p, probe, probe->relay, "check_relay") ||
        !check(p, probe, probe->mail, "check_mail") ||
        !check(p, probe, probe->rcpt_ask, "check_rcpt"))
        return;
    fate_free(&probe->fate);
    if (p->site.clients[probe->client].unreachable) {
        probe->fate = (struct fate){.kind = FATE_REFUSED, .text = mem_dup("nobody can connect")};
        return;
    }
    if (probe->route == ASK_NONE) {
        probe->fate = (struct fate){.kind = FATE_UNDECIDED,
                                    .text = mem_dup("it does not fit into a line of -bt")};
        return;
    }
    fate_of_route(&p->asks.v[probe->route].reply, &p->session.cf, &probe->fate);
    fate_unmask(&probe->fate, probe->rcpt);
    probe->stage = "3,0";
    if (probe->local == ASK_NONE || probe->fate.kind != FATE_LOCAL)
        return;
    /* Ruleset 5 may send a local user elsewhere; if it resolves nothing, he stays local. */
    struct fate later = {0};
    fate_of_route(&p->asks.v[probe->local].reply, &p->session.cf, &later);
    if (later.kind == FATE_UNDECIDED && later.mailer != NULL) {
        fate_free(&later);
        return;
    }
    if (p->asks.v[probe->local].reply.verdict == BT_NO_RULES) {
        fate_free(&later);
        return;
    }
    fate_free(&probe->fate);
    probe->fate = later;
    probe->stage = "5";
}

static bool check(const struct proof *p, struct probe *probe, long ask, const char *stage)
{
    if (ask == ASK_NONE)
        return true;
    fate_free(&probe->fate);
    fate_of_check(&p->asks.v[ask].reply, &probe->fate);
    probe->stage = stage;
    return probe->fate.kind == FATE_PASSED;
}

static void judge_decision(const struct proof *p, struct probe *probe)
{
    enum fate_kind kind = probe->fate.kind;
    bool ok = false;
    switch (probe->decision) {
    case DECISION_DELIVER:
        ok = kind == FATE_LOCAL;
        break;
    case DECISION_HUB:
        ok = kind == FATE_RELAYED && site_names_host(&p->site, probe->fate.host);
        break;
    case DECISION_RELAY:
        ok = kind == FATE_RELAYED;
        break;
    case DECISION_REFUSE:
        /* That a mailbox is missing shows after the rulesets. */
        ok = kind == FATE_REFUSED || (kind == FATE_LOCAL && probe->dest == DEST_OWN_UNKNOWN);
        /* While a name server is silent, a client may be one that is listed by its name. */
        if (strcmp(p->site.clients[probe->client].resolve, "TEMP") == 0)
            ok = kind == FATE_TEMPFAIL || (ok && !(probe->dest == DEST_WORLD && p->site.by_name));
        /* What is amiss with a reverse name may be mended (refuse.require_rdns). */
        if (p->site.by_rdns && strcmp(p->site.clients[probe->client].resolve, "FORGED") == 0)
            ok = ok || kind == FATE_TEMPFAIL;
        ok = ok || reaches_friend(p, probe);
        break;
    default:
        ok = true;
    }
    if (!ok)
        str_set(&probe->violation, "the policy says %s%s", policy_decision_name(probe->decision),
                refuses_postmaster(probe)
                    ? " (RFC 5321 4.5.1: every domain takes mail for its postmaster)"
                    : "");
}

/* For what he is, and not for who sends. */
static bool refuses_postmaster(const struct probe *probe)
{
    static const char postmaster[] = "<postmaster";
    size_t len = strlen(postmaster);
    return probe->fate.kind == FATE_REFUSED && strncmp(probe->stage, "check_", 6) != 0 &&
           strncasecmp(probe->rcpt, postmaster, len) == 0 && strchr("@>", probe->rcpt[len]) != NULL;
}

/* A friend is reached by all who would be but for what they are, denied ones included. */
static bool reaches_friend(const struct proof *p, const struct probe *probe)
{
    enum policy_client c = p->site.clients[probe->client].class;
    char *local = NULL;
    if ((c != CLIENT_DENIED && c != CLIENT_FORGED) || probe->fate.user == NULL ||
        policy_decide(p->site.profile, CLIENT_OUTSIDE, probe->dest) == DECISION_REFUSE)
        return false;
    char *domain = domain_of(probe->fate.user, &local);
    bool friend = site_is_friend(&p->site, local, domain);
    free(domain);
    free(local);
    return friend;
}

/* Nothing leaves but for this site's and relayed domains, to the hosts that have them. */
static void judge_contained(const struct proof *p, struct probe *probe)
{
    /* sendmail would look for a user of no name, and whoever catches unknown users gets it. */
    if (probe->fate.kind == FATE_LOCAL && strcmp(probe->rcpt, "<>") == 0 &&
        !is_own_client(p, probe))
        str_set(&probe->violation, "is taken for a recipient, and is none");
    if (probe->fate.kind != FATE_RELAYED)
        return;
    char *local = NULL, *domain = domain_of(probe->fate.user, &local);
    /* A user without domain is handed to the hub under the hub's name. */
    bool at_hub = site_names_host(&p->site, domain) && strcasestr(probe->rcpt, domain) == NULL;
    bool own = domain[0] == '\0' || at_hub || site_is_own(&p->site, domain);
    bool relayed = site_is_relayed(&p->site, domain);
    const char *host = probe->fate.host;
    size_t host_len = strlen(host) - (host[0] != '\0' && host[strlen(host) - 1] == '.');
    bool its_own = strlen(domain) == host_len && strncasecmp(domain, host, host_len) == 0;
    /* What the site forwards of its own is its own wish; nobody named that domain. */
    bool forwarded = !own && !relayed && strs_has(&p->site.forwards, domain) &&
                     strcasestr(probe->rcpt, domain) == NULL;
    if (forwarded && p->site.profile == NULL)
        goto out;
    if (forwarded) {
        if (refuses(p, probe, DEST_FORWARD_WORLD) && refuses(p, probe, DEST_FORWARD_LISTED))
            str_set(&probe->violation, "is forwarded to %s, which the policy refuses", domain);
        else if (!is_own_client(p, probe) && routes_on(local, false))
            str_set(&probe->violation, "is forwarded with a route in its local part: %s", local);
    } else if (!own && !relayed)
        str_set(&probe->violation, "leaves for %s", domain[0] != '\0' ? domain : host);
    else if (refuses(p, probe, own ? DEST_OWN : DEST_RELAYED))
        str_set(&probe->violation, "leaves for %s, which the policy refuses", domain);
    else if (!site_names_host(&p->site, host) && !its_own)
        str_set(&probe->violation, "is handed to %s, which the policy does not name", host);
    else if (!is_own_client(p, probe) && routes_on(local, p->site.routing)) {
        str_set(&probe->violation, "is handed to %s with a route in its local part: %s", host,
                local);
        probe->hands_route = true;
    }
out:
    free(local);
    free(domain);
}

static bool refuses(const struct proof *p, const struct probe *probe, enum policy_destination dest)
{
    return p->site.profile != NULL &&
           policy_decide(p->site.profile, p->site.clients[probe->client].class, dest) ==
               DECISION_REFUSE;
}

static bool is_own_client(const struct proof *p, const struct probe *probe)
{
    enum policy_client c = p->site.clients[probe->client].class;
    return c == CLIENT_INSIDE || policy_is_own_host(p->site.profile, c);
}

/*
 * The next hop could take these for a route, once it has unquoted them.  Where routing is
 * allowed (relay.untrusted_routing) it is as stock rulesets have it: they pass on node::user and
 * what is escaped or oddly quoted, but not user%site, site!user and user@site, quoted or not.
 */
static bool routes_on(const char *local_part, bool stock)
{
    static const char routing[] = "%!@";
    if (!stock) {
        const char *mark = strpbrk(local_part, routing);
        return (mark != NULL && mark[1] != '\0') || strstr(local_part, "::") != NULL;
    }
    size_t len = strlen(local_part);
    if (len > 2 && local_part[0] == '"' && local_part[len - 1] == '"') {
        local_part++;
        len -= 2;
    }
    bool routes = false;
    for (size_t i = 0; i < len; i++) {
        bool mark = strchr(routing, local_part[i]) != NULL;
        if (!mark && !isalnum((unsigned char)local_part[i]) &&
            strchr(".-_+", local_part[i]) == NULL)
            return false;
        if (mark && (i == 0 || i + 1 == len))
            return false;
        routes = routes || mark;
    }
    return routes;
}

/* "user<@domain.>" or "user@domain": the domain without its dot; both are the caller's. */
static char *domain_of(const char *user, char **local_part)
{
    const char *at = strrchr(user, '<');
    const char *plain = strrchr(user, '@');
    if (at != NULL && at[1] == '@')
        plain = at + 1;
    else
        at = plain;
    if (plain == NULL) {
        *local_part = mem_dup(user);
        return mem_dup("");
    }
    *local_part = mem_dupn(user, (size_t)(at - user));
    size_t len = strcspn(plain + 1, ">");
    if (len > 0 && plain[len] == '.')
        len--;
    return mem_dupn(plain + 1, len);
}
