/* The proof: plan, ask, judge; see proof.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "relay/proof.h"

static void stand_ins(struct proof *p);
static void ask_checks(struct proof *p);
static void ask_routes(struct proof *p);
static void ask_local(struct proof *p);
static long ask(struct proof *p, const struct probe *probe, enum ask_kind kind,
                const char *address);
static char *route_of(const struct ask *a);
static char *without_comments(const char *address);
static bool passed(const struct proof *p, long ask);
static bool fits(const struct probe *probe);
static void judge_clients(struct proof *p);
static bool uses_ruleset_5(const struct cf *cf);

int proof_prepare(struct proof *p, const struct profile *profile, struct err *err)
{
    if (session_open(&p->session, err) != 0)
        return -1;
    return site_learn(&p->site, &p->session, profile, err);
}

int proof_try(struct proof *p, const struct proof_options *options, struct err *err)
{
    p->quick = options->quick;
    stand_ins(p);
    if (session_write(&p->session, err) != 0)
        return -1;
    plan_probes(p);
    /* In SMTP a recipient is routed before it is checked: its rules may ask where to. */
    if (strstr(str_text(&p->session.text), "{rcpt_") != NULL) {
        p->routes_first = true;
        ask_routes(p);
        if (asks_run(&p->asks, &p->session, &p->site, err) != 0)
            return -1;
    }
    ask_checks(p);
    if (asks_run(&p->asks, &p->session, &p->site, err) != 0)
        return -1;
    ask_routes(p);
    if (asks_run(&p->asks, &p->session, &p->site, err) != 0)
        return -1;
    ask_local(p);
    if (asks_run(&p->asks, &p->session, &p->site, err) != 0)
        return -1;
    for (size_t i = 0; i < p->n; i++) {
        judge_decide(p, &p->v[i]);
        if (p->v[i].vector == NULL && p->v[i].fate.kind == FATE_LOCAL &&
            !strs_has(&p->ordinary, p->v[i].fate.mailer))
            strs_add(&p->ordinary, p->v[i].fate.mailer);
    }
    for (size_t i = 0; i < p->n; i++)
        judge_probe(p, &p->v[i]);
    judge_clients(p);
    for (size_t i = 0; i < p->n; i++) {
        p->violations += p->v[i].violation != NULL;
        p->routes += p->v[i].violation != NULL && p->v[i].hands_route;
    }
    return 0;
}

/* What the stand-ins answer follows from the site. */
static void stand_ins(struct proof *p)
{
    struct session *s = &p->session;
    struct str own = STR_INIT;
    const struct {
        const char *user;
        const struct strs *domains;
    } known[] = {{p->site.known, &p->site.local}, {p->site.pknown, &p->site.relayed}};
    for (size_t k = 0; k < ARRAY_LEN(known); k++) {
        for (size_t i = 0; i < known[k].domains->n; i++) {
            const char *const users[] = {known[k].user, "postmaster"};
            for (size_t u = 0; u < ARRAY_LEN(users); u++) {
                struct str key = STR_INIT;
                str_addf(&key, "%s@%s", users[u], known[k].domains->v[i]);
                if (!strs_has(&s->known, str_text(&key)))
                    strs_add(&s->known, str_text(&key));
                str_free(&key);
            }
            strs_add(&s->resolvable, known[k].domains->v[i]);
        }
    }
    for (size_t i = 0; i < p->site.hints.n; i++) {
        const char *at = strchr(p->site.hints.v[i], '@'),
                   *domain = at != NULL ? at + 1 : p->site.hints.v[i];
        if (strchr(domain, '.') != NULL && strpbrk(domain, "@=") == NULL)
            strs_add(&s->resolvable, domain);
    }
    strs_add(&s->resolvable, SITE_FOREIGN);
    strs_add(&s->resolvable, SITE_LURED);
    strs_add(&s->resolvable, "client." SITE_FOREIGN);
    s->address = p->site.ip;
    str_addf(&own, "%s %s", p->site.ip, p->site.host);
    strs_add_take(&s->addresses, str_take(&own));
    strs_add(&s->addresses, "192.0.2.25 literal." SITE_FOREIGN); /* of vectors_*.c */
    s->lured = SITE_LURED;
    s->lured_to = p->site.host;
}

static void ask_checks(struct proof *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct probe *probe = &p->v[i];
        /* A notice is about a message that was accepted before. */
        const struct relay_client *c = &p->site.clients[probe->client];
        if (c->addr == NULL || c->unreachable || probe->dest == DEST_NOTICE || !fits(probe))
            continue;
        probe->relay = ask(p, probe, ASK_RELAY, "");
        probe->mail = ask(p, probe, ASK_MAIL, probe->from);
        probe->rcpt_ask = ask(p, probe, ASK_RCPT, probe->rcpt);
    }
}

/* Only for what the checks let pass. */
static void ask_routes(struct proof *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct probe *probe = &p->v[i];
        if (p->site.clients[probe->client].unreachable || !fits(probe) ||
            !passed(p, probe->relay) || !passed(p, probe->mail) || !passed(p, probe->rcpt_ask))
            continue;
        probe->route = ask(p, probe, probe->dest == DEST_NOTICE ? ASK_NOTICE : ASK_ROUTE,
                           probe->target != NULL ? probe->target : probe->rcpt);
    }
}

/* Ruleset 5 gets users of local mailers after their aliases. */
static void ask_local(struct proof *p)
{
    if (!uses_ruleset_5(&p->session.cf))
        return;
    for (size_t i = 0; i < p->n; i++) {
        struct probe *probe = &p->v[i];
        struct fate fate = {0};
        if (probe->route == ASK_NONE)
            continue;
        fate_of_route(&p->asks.v[probe->route].reply, &p->session.cf, &fate);
        fate_unmask(&fate, probe->rcpt);
        if (fate.kind == FATE_LOCAL && fate.user[0] != '\0' && fate.mailer[0] != '*' &&
            strlen(fate.user) < 240)
            probe->local = ask(p, probe, ASK_LOCAL, fate.user);
        fate_free(&fate);
    }
}

static bool uses_ruleset_5(const struct cf *cf)
{
    bool in = false;
    for (size_t i = 0; i < cf->n; i++) {
        const struct cf_entry *e = &cf->v[i];
        if (e->kind == CF_RULESET)
            in = strcmp(e->name, "5") == 0 || strcmp(e->value, "5") == 0;
        else if (in && e->kind == CF_RULE)
            return true;
    }
    return false;
}

static long ask(struct proof *p, const struct probe *probe, enum ask_kind kind, const char *address)
{
    bool early = kind == ASK_RELAY;
    char *bare = without_comments(address), *route = NULL;
    struct ask_key key = {.client = probe->client,
                          .kind = kind,
                          .helo = early ? "" : probe->helo,
                          .from = early ? "" : probe->from,
                          .params = early ? "" : probe->params,
                          .address = bare,
                          .route = ""};
    if (kind == ASK_RCPT && p->routes_first && probe->route != ASK_NONE)
        key.route = route = route_of(&p->asks.v[probe->route]);
    long index = (long)asks_add(&p->asks, &key);
    free(bare);
    free(route);
    return index;
}

/* "mailer\thost\tuser"; the caller frees. */
static char *route_of(const struct ask *a)
{
    struct bt_triple t = {0};
    struct str s = STR_INIT;
    if (a->reply.verdict == BT_RESULT) {
        bt_triple(&a->reply, &t);
        if (strlen(t.mailer) + strlen(t.host) + strlen(t.user) < BT_MAX_LINE - 100)
            str_addf(&s, "%s\t%s\t%s", t.mailer, t.host, t.user);
        bt_free(&t);
    }
    return s.len > 0 ? str_take(&s) : mem_dup("");
}

/*
 * In SMTP sendmail takes comments out before a ruleset sees an address (rscheck with
 * RSF_RMCOMM, parseaddr); -bt leaves them in.  Unbalanced ones stay: it refuses those.
 */
static char *without_comments(const char *address)
{
    struct str s = STR_INIT;
    bool quoted = false;
    size_t depth = 0;
    for (const char *p = address; *p != '\0'; p++) {
        const char *escaped = *p == '\\' && p[1] != '\0' ? p++ : NULL;
        if (escaped == NULL && *p == '"' && depth == 0)
            quoted = !quoted;
        if (escaped == NULL && *p == '(' && !quoted)
            depth++;
        if (depth == 0 && escaped != NULL)
            str_addch(&s, *escaped);
        if (depth == 0)
            str_addch(&s, *p);
        if (escaped == NULL && *p == ')' && depth > 0)
            depth--;
    }
    if (depth > 0 || s.len == 0) {
        str_free(&s);
        return mem_dup(address);
    }
    return str_take(&s);
}

static bool passed(const struct proof *p, long ask)
{
    struct fate fate = {0};
    if (ask == ASK_NONE)
        return true;
    fate_of_check(&p->asks.v[ask].reply, &fate);
    bool ok = fate.kind == FATE_PASSED;
    fate_free(&fate);
    return ok;
}

/* A line that -bt would take for two is never sent; such a probe stays undecided. */
static bool fits(const struct probe *probe)
{
    return strlen(probe->rcpt) < BT_MAX_LINE - 100 && strlen(probe->from) < BT_MAX_LINE - 100 &&
           strpbrk(probe->rcpt, "\r\n") == NULL && strpbrk(probe->from, "\r\n") == NULL;
}

/*
 * A refusal tells of the relay check only if some sender passes check_mail: where
 * none does, nothing is known of the client's recipients.
 */
static void judge_clients(struct proof *p)
{
    const struct profile *profile = p->site.profile;
    if (!p->site.listens && p->n > 0 && profile != NULL &&
        (profile_bool(profile, "roles.inbound") || profile_bool(profile, "roles.relay"))) {
        str_set(&p->v[0].violation,
                "the profile takes mail from other hosts, but no daemon listens "
                "beyond loopback");
    }
    for (size_t c = 0; c < p->site.n; c++) {
        struct probe *first = NULL;
        bool any = false;
        for (size_t i = 0; i < p->n && !any; i++) {
            struct probe *probe = &p->v[i];
            if (probe->client != c || probe->mail == ASK_NONE)
                continue;
            first = first == NULL ? probe : first;
            any = !passed(p, probe->relay) || passed(p, probe->mail);
        }
        if (first != NULL && !any && first->violation == NULL &&
            p->site.clients[c].class != CLIENT_DENIED) {
            first->violation = mem_dup("no sender passes check_mail: nothing is known of relaying");
        }
    }
}

void proof_free(struct proof *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct probe *probe = &p->v[i];
        free(probe->helo);
        free(probe->from);
        free(probe->rcpt);
        free(probe->params);
        free(probe->target);
        free(probe->id);
        free(probe->violation);
        fate_free(&probe->fate);
    }
    free(p->v);
    asks_free(&p->asks);
    site_free(&p->site);
    session_close(&p->session);
    strs_free(&p->kept);
    strs_free(&p->ordinary);
}
