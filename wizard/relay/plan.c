/* Which messages a proof tries; see proof.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/value.h"

#include "relay/proof.h"

/* How much of the table of vectors a client is given. */
enum amount { AMOUNT_EACH_WEAKNESS, AMOUNT_EACH_VECTOR, AMOUNT_ALL };

enum { DOMAINS_MAX = 3, VIRTUAL_MAX = 8, EACH_VECTOR_CLIENTS = 2 };

static void plan_flows(struct proof *p, size_t client);
static void plan_flow(struct proof *p, size_t client, enum policy_destination dest);
static void plan_virtual(struct proof *p, size_t client);
static void plan_virtual_user(struct proof *p, size_t client, const char *name, const char *to);
static enum policy_destination leads_to(const struct proof *p, const char *to);
static void plan_vectors(struct proof *p, size_t client, enum amount amount);
static void plan_vector(struct proof *p, size_t client, const struct vector *v, enum amount amount);
static void plan_form(struct proof *p, size_t client, const struct vector *v, const char *from,
                      const char *any, const char *form);
static void plan_tables(struct proof *p, size_t client);
static void plan_hints(struct proof *p, size_t client);
static void add_form(struct str *out, const char *form, const char *hint, const char *usual);
static void hint_text(char **text, const char *form, const char *hint);
static bool may_leave(const struct proof *p, size_t client);
static bool seen_weakness(size_t upto, const char *id);
static struct probe *add(struct proof *p, size_t client, enum policy_destination dest,
                         const char *from, const char *rcpt);

static const char usual_sender[] = "<sender@" SITE_FOREIGN ">";
static const char usual_helo[] = "EHLO client." SITE_FOREIGN;
static const char victim[] = "<victim@" SITE_FOREIGN ">";

void plan_probes(struct proof *p)
{
    size_t each = 0;
    for (size_t c = 0; c < p->site.n; c++) {
        const struct relay_client *client = &p->site.clients[c];
        plan_flows(p, c);
        if (client->extra || (p->quick && !client->wide))
            continue;
        bool stranger = client->class == CLIENT_OUTSIDE || client->class == CLIENT_FORGED ||
                        client->class == CLIENT_AUTHENTICATED;
        enum amount amount = AMOUNT_EACH_VECTOR;
        if (p->quick || (stranger && !client->wide && each++ >= EACH_VECTOR_CLIENTS))
            amount = AMOUNT_EACH_WEAKNESS;
        else if (client->wide)
            amount = AMOUNT_ALL;
        if (client->class != CLIENT_DENIED)
            plan_vectors(p, c, amount);
        if (client->wide) {
            plan_tables(p, c);
            plan_hints(p, c);
        }
    }
}

/* The honest messages of a client: what the policy decides, or at least no relaying. */
static void plan_flows(struct proof *p, size_t client)
{
    const struct relay_client *c = &p->site.clients[client];
    for (enum policy_destination d = 0; d < DEST_COUNT; d++) {
        if (c->extra && d != DEST_WORLD)
            continue;
        plan_flow(p, client, d);
    }
    if (p->site.profile != NULL && !c->extra)
        plan_virtual(p, client);
}

/* What the table of virtual users says, and that a virtual domain has nobody else. */
static void plan_virtual(struct proof *p, size_t client)
{
    static const char others[] = "no-such-user-mcwizard";
    const char *name;
    json_t *to;
    size_t tried = 0;
    json_object_foreach((json_t *)(size_t)profile_value(p->site.profile, "addresses.virtual_users"),
                        name, to)
    {
        if (!value_is_comment(name) && tried++ < VIRTUAL_MAX)
            plan_virtual_user(p, client, name, json_string_value(to));
    }
    for (size_t i = 0; i < p->site.virtual.n && i < DOMAINS_MAX; i++) {
        struct str rcpt = STR_INIT;
        bool catches = false;
        json_object_foreach(
            (json_t *)(size_t)profile_value(p->site.profile, "addresses.virtual_users"), name, to)
            catches =
                catches || (name[0] == '@' && strcasecmp(name + 1, p->site.virtual.v[i]) == 0);
        str_addf(&rcpt, "<%s@%s>", others, p->site.virtual.v[i]);
        if (!catches) {
            struct probe *probe = add(p, client, DEST_OWN, usual_sender, str_text(&rcpt));
            probe->demand = DEMAND_DECISION;
            probe->decision = DECISION_REFUSE;
        }
        str_free(&rcpt);
    }
}

/* "info@", "info+*@" for info with any detail, "@" for everybody else. */
static void plan_virtual_user(struct proof *p, size_t client, const char *name, const char *to)
{
    enum policy_destination dest = leads_to(p, to);
    const char *at = strchr(name, '@');
    size_t len = strcspn(name, "*@");
    struct str rcpt = STR_INIT;
    bool refused = value_is_refusal(to);
    if (dest == DEST_OWN && strchr(to, '@') != NULL && !refused)
        return; /* where that leads is asked on its own */
    str_addf(&rcpt, "<%.*s%s%s>", (int)len, name, name[len] == '*' || len == 0 ? "mcwizard" : "",
             at);
    struct probe *probe = add(p, client, dest, usual_sender, str_text(&rcpt));
    probe->demand = DEMAND_DECISION;
    probe->decision = refused ? DECISION_REFUSE
                              : policy_decide(p->site.profile, p->site.clients[client].class, dest);
    str_free(&rcpt);
}

/* A virtual user's target. */
static enum policy_destination leads_to(const struct proof *p, const char *to)
{
    struct strs listed = {0};
    enum policy_destination dest = DEST_OWN;
    profile_list(p->site.profile, "local.forward_targets", &listed);
    if (site_leads_out(&p->site, to))
        dest = strs_has(&listed, to) || strs_has(&listed, strchr(to, '@') + 1) ? DEST_FORWARD_LISTED
                                                                               : DEST_FORWARD_WORLD;
    strs_free(&listed);
    return dest;
}

static void plan_flow(struct proof *p, size_t client, enum policy_destination dest)
{
    const struct relay_site *site = &p->site;
    const struct relay_client *c = &site->clients[client];
    struct str rcpt = STR_INIT, target = STR_INIT;
    struct strs listed = {0};
    enum policy_decision decision =
        site->profile != NULL ? policy_decide(site->profile, c->class, dest) : DECISION_NONE;
    size_t first = p->n;
    bool forward = dest == DEST_FORWARD_LISTED || dest == DEST_FORWARD_WORLD;
    if (site->profile == NULL ? forward || dest == DEST_NOTICE : decision == DECISION_NONE)
        goto out;
    if (dest == DEST_OWN) {
        for (size_t i = 0; i < site->local.n && i < DOMAINS_MAX; i++) {
            const char *to = site_sends_on(site, site->local.v[i]);
            enum policy_destination end = to != NULL ? leads_to(p, to) : DEST_OWN;
            if (to != NULL && end == DEST_OWN)
                continue; /* where that leads is asked on its own */
            str_clear(&rcpt);
            str_addf(&rcpt, "<%s@%s>", i == 0 ? site->known : "postmaster", site->local.v[i]);
            add(p, client, end, usual_sender, str_text(&rcpt));
            add(p, client, end, "<>", str_text(&rcpt));
        }
    } else if (dest == DEST_OWN_UNKNOWN) {
        str_addf(&rcpt, "<no-such-user-mcwizard@%s>", site->local.v[0]);
        add(p, client, dest, usual_sender, str_text(&rcpt));
    } else if (dest == DEST_RELAYED && site->relayed.n > 0) {
        str_addf(&rcpt, "<%s@%s>", site->pknown, site->relayed.v[0]);
        add(p, client, dest, usual_sender, str_text(&rcpt));
        add(p, client, dest, "<>", str_text(&rcpt));
    } else if (dest == DEST_WORLD) {
        add(p, client, dest, usual_sender, victim);
        add(p, client, dest, "<>", victim);
        str_addf(&target, "<sender@%s>", site->local.v[0]);
        add(p, client, dest, str_text(&target), victim);
    } else if (forward) {
        profile_list(site->profile, "local.forward_targets", &listed);
        if (dest == DEST_FORWARD_LISTED && listed.n > 0)
            str_addf(&target, strchr(listed.v[0], '@') != NULL ? "%s" : "victim@%s", listed.v[0]);
        else if (dest == DEST_FORWARD_WORLD)
            str_add(&target, "victim@" SITE_FOREIGN);
        str_addf(&rcpt, "<%s@%s>", site->known, site->local.v[0]);
        if (target.len > 0)
            add(p, client, dest, usual_sender, str_text(&rcpt))->target =
                mem_dup(str_text(&target));
    } else if (dest == DEST_NOTICE) {
        str_addf(&rcpt, "<%s@%s>", site->known, site->local.v[0]);
        add(p, client, dest, usual_sender, str_text(&rcpt))->target =
            mem_dup("sender@" SITE_FOREIGN);
    }
    for (size_t i = first; i < p->n; i++) {
        p->v[i].demand = site->profile != NULL                         ? DEMAND_DECISION
                         : dest == DEST_WORLD && !may_leave(p, client) ? DEMAND_CONTAINED
                                                                       : DEMAND_NOTHING;
        p->v[i].decision = site->profile != NULL
                               ? policy_decide(site->profile, c->class, p->v[i].dest)
                               : DECISION_NONE;
        str_set(&p->v[i].id, "%zu", i - first);
    }
out:
    strs_free(&listed);
    str_free(&rcpt);
    str_free(&target);
}

static void plan_vectors(struct proof *p, size_t client, enum amount amount)
{
    size_t n = vector_count();
    for (size_t i = 0; i < n; i++) {
        const struct vector *v = vector_at(i);
        if (amount == AMOUNT_EACH_WEAKNESS && seen_weakness(i, v->weakness))
            continue;
        /* What may leave anyway is no trick, but for programs. */
        if (may_leave(p, client) && v->aim == AIM_WORLD)
            continue;
        plan_vector(p, client, v, amount);
    }
}

static bool seen_weakness(size_t upto, const char *id)
{
    for (size_t i = 0; i < upto; i++)
        if (strcmp(vector_at(i)->weakness, id) == 0)
            return true;
    return false;
}

static void plan_vector(struct proof *p, size_t client, const struct vector *v, enum amount amount)
{
    bool each = strstr(v->rcpt, "{any}") != NULL || strstr(v->rcpt, "{ANY}") != NULL;
    const char *form;
    char *any = NULL;
    if (p->site.clients[client].addr == NULL && (v->helo != NULL || v->from != NULL))
        return; /* a program here says neither */
    for (size_t i = 0; (any = site_any(&p->site, i, &form)) != NULL; i++) {
        const char *from = v->from != NULL ? v->from : usual_sender;
        plan_form(p, client, v, from, any, form);
        if (amount == AMOUNT_ALL && v->from == NULL && i < 2) {
            plan_form(p, client, v, "<>", any, form);
            plan_form(p, client, v, "<sender@{local}>", any, form);
        }
        free(any);
        /* The second one is the relayed domain, if there is any. */
        if (!each || (amount != AMOUNT_ALL && i > 0))
            break;
    }
}

static void plan_form(struct proof *p, size_t client, const struct vector *v, const char *from,
                      const char *any, const char *form)
{
    const struct relay_site *site = &p->site;
    struct str f = STR_INIT, r = STR_INIT, h = STR_INIT, s = STR_INIT;
    const char *helo = v->helo != NULL ? v->helo : usual_helo;
    if (!site_expand(site, from, any, &f) || !site_expand(site, v->rcpt, any, &r) ||
        !site_expand(site, helo, any, &h) ||
        !site_expand(site, v->params != NULL ? v->params : "", any, &s))
        goto out;
    enum policy_destination dest = v->aim == AIM_WORLD     ? DEST_WORLD
                                   : v->aim == AIM_RELAYED ? DEST_RELAYED
                                                           : DEST_OWN;
    struct probe *probe = add(p, client, dest, str_text(&f), str_text(&r));
    free(probe->helo);
    free(probe->params);
    probe->helo = mem_dup(str_text(&h));
    probe->params = mem_dup(str_text(&s));
    probe->vector = v;
    str_set(&probe->id, "%s\n%s\n%s\n%s\n%s", helo, from, v->rcpt,
            v->params != NULL ? v->params : "", form);
    probe->demand = v->aim == AIM_WORLD     ? DEMAND_CONTAINED
                    : v->aim == AIM_PROGRAM ? DEMAND_NO_PROGRAM
                                            : DEMAND_NOTHING;
    if (site->profile != NULL && (v->aim == AIM_OWN || v->aim == AIM_RELAYED)) {
        probe->demand = DEMAND_DECISION;
        probe->decision = policy_decide(site->profile, site->clients[client].class, dest);
    }
out:
    str_free(&f);
    str_free(&r);
    str_free(&h);
    str_free(&s);
}

/* Senders and domains that a table lets relay: a stranger may name them, too. */
static void plan_tables(struct proof *p, size_t client)
{
    const struct relay_site *site = &p->site;
    struct str rcpt = STR_INIT;
    for (size_t i = 0; i < site->senders.n; i++)
        add(p, client, DEST_WORLD, site->senders.v[i], victim)->demand = DEMAND_CONTAINED;
    for (size_t i = 0; i < site->extra.n; i++) {
        const char *domain = site->extra.v[i];
        str_clear(&rcpt);
        str_addf(&rcpt,
                 strchr(domain, '.') != NULL && domain[0] != '.' ? "<victim@%s>"
                 : domain[0] == '.'                              ? "<victim@mcwizard%s>"
                                                                 : "<victim@mcwizard.%s>",
                 domain);
        add(p, client, DEST_WORLD, usual_sender, str_text(&rcpt))->demand = DEMAND_CONTAINED;
    }
    str_free(&rcpt);
}

/* A stranger who says what a rule of the site's own compares with, wherever he can say it. */
static void plan_hints(struct proof *p, size_t client)
{
    static const struct {
        const char *helo, *from, *rcpt, *params; /* %s is the hint; NULL: as usual */
        bool domain;                             /* only for what may be one */
    } forms[] = {
        {"EHLO %s", NULL, NULL, NULL, false},
        {"EHLO client.%s", NULL, NULL, NULL, true},
        {NULL, "<%s@" SITE_FOREIGN ">", NULL, NULL, false},
        {NULL, "<sender@%s>", NULL, NULL, true},
        {NULL, "<sender@sub.%s>", NULL, NULL, true},
        {NULL, NULL, "<%s@" SITE_FOREIGN ">", NULL, false},
        {NULL, NULL, "<victim+%s@" SITE_FOREIGN ">", NULL, false},
        {NULL, NULL, "<victim@%s>", NULL, true},
        {NULL, NULL, "<victim@sub.%s>", NULL, true},
        {NULL, NULL, NULL, "SIZE=%s", false},
    };
    for (size_t i = 0; i < p->site.hints.n; i++) {
        const char *hint = p->site.hints.v[i];
        bool address = strchr(hint, '@') != NULL, domain = !address && strchr(hint, '.') != NULL;
        bool own = site_is_own(&p->site, hint) || site_is_relayed(&p->site, hint);
        for (size_t f = 0; f < ARRAY_LEN(forms) && !address; f++) {
            if (forms[f].domain && !domain)
                continue;
            struct str from = STR_INIT, rcpt = STR_INIT;
            add_form(&from, forms[f].from, hint, usual_sender);
            add_form(&rcpt, own && forms[f].domain ? NULL : forms[f].rcpt, hint, victim);
            struct probe *probe = add(p, client, DEST_WORLD, str_text(&from), str_text(&rcpt));
            probe->demand = DEMAND_CONTAINED;
            if (forms[f].helo != NULL)
                hint_text(&probe->helo, forms[f].helo, hint);
            if (forms[f].params != NULL && strspn(hint, "0123456789") == strlen(hint))
                hint_text(&probe->params, forms[f].params, hint);
            str_set(&probe->id, "hint %s %zu", hint, f);
            str_free(&from);
            str_free(&rcpt);
        }
        if (address) {
            struct str from = STR_INIT;
            str_addf(&from, "<%s>", hint);
            add(p, client, DEST_WORLD, str_text(&from), victim)->demand = DEMAND_CONTAINED;
            str_free(&from);
        }
    }
}

/* The form with the hint in the place of its %s, or else the usual text. */
static void add_form(struct str *out, const char *form, const char *hint, const char *usual)
{
    const char *at = form != NULL ? strstr(form, "%s") : NULL;
    if (at == NULL) {
        str_add(out, usual);
        return;
    }
    str_addn(out, form, (size_t)(at - form));
    str_addf(out, "%s%s", hint, at + 2);
}

static void hint_text(char **text, const char *form, const char *hint)
{
    struct str s = STR_INIT;
    add_form(&s, form, hint, "");
    str_set(text, "%s", str_text(&s));
    str_free(&s);
}

/* Without a profile, what is on this host or listed may do as the .cf says. */
static bool may_leave(const struct proof *p, size_t client)
{
    enum policy_client class = p->site.clients[client].class;
    if (p->site.profile == NULL)
        return class == CLIENT_SUBMISSION || class == CLIENT_LOOPBACK || class == CLIENT_INSIDE ||
               (class == CLIENT_AUTHENTICATED && p->site.trusts_auth);
    return policy_decide(p->site.profile, class, DEST_WORLD) == DECISION_RELAY;
}

static struct probe *add(struct proof *p, size_t client, enum policy_destination dest,
                         const char *from, const char *rcpt)
{
    if (p->n == p->cap) {
        p->cap = p->cap > 0 ? 2 * p->cap : 1024;
        p->v = mem_realloc(p->v, p->cap, sizeof(*p->v));
    }
    p->v[p->n] = (struct probe){.client = client,
                                .dest = dest,
                                .helo = mem_dup(usual_helo),
                                .from = mem_dup(from),
                                .rcpt = mem_dup(rcpt),
                                .params = mem_dup(""),
                                .id = NULL,
                                .relay = ASK_NONE,
                                .mail = ASK_NONE,
                                .rcpt_ask = ASK_NONE,
                                .route = ASK_NONE,
                                .local = ASK_NONE};
    str_set(&p->v[p->n].id, "%s\n%s", from, rcpt);
    return &p->v[p->n++];
}
