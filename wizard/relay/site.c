/* What a proof knows of the site; see site.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/network.h"
#include "model/refuse.h"
#include "model/value.h"

#include "relay/fate.h"
#include "relay/site.h"
#include "relay/site_clients.h"

static void learn_profile(struct relay_site *site, const struct session *s);
static void learn_cf(struct relay_site *site, const struct session *s);
static void learn_forwards(struct relay_site *site, const struct session *s);
static void name_routes(struct relay_site *site, const struct session *s);
static void learn_sent_on(struct relay_site *site, const struct session *s);
static void name_host(struct relay_site *site, const char *target);
static char *valid_user(const struct profile *p, const char *how, const char *list,
                        const struct strs *domains);
static bool in_domains(const struct strs *domains, const char *domain, bool subdomains);
static const char *value_of(const struct relay_site *site, const char *name, size_t len,
                            const char *any, bool *upper);

/* What sendmail itself knows, asked for in this order. */
enum { LEARN_J, LEARN_W, LEARN_R, LEARN_AUTH, LEARN_COUNT };
static const char *const learned[LEARN_COUNT] = {"$j", "$=w", "$=R", "$={TrustAuthMech}"};

enum { DOMAIN_MAX = 255 }; /* RFC 5321 4.5.3.1.2 */

int site_learn(struct relay_site *site, struct session *s, const struct profile *profile,
               struct err *err)
{
    struct batch batch = {.n = 0};
    struct strs words[LEARN_COUNT] = {{0}};
    int rc = -1;
    *site = (struct relay_site){.profile = profile, .relayed_subdomains = true};
    for (size_t i = 0; i < LEARN_COUNT; i++)
        batch_add(&batch, "%s", learned[i]);
    /* A map that is not open is silently empty where it may be missing. */
    for (size_t i = 0; i < s->tables_n; i++)
        if (s->tables[i].is_open)
            batch_add(&batch, "/map %s mcwizard.invalid", s->tables[i].map);
    if (session_settle(s, &batch, err) != 0)
        goto out;
    for (size_t i = 0; i < LEARN_COUNT; i++)
        bt_members(&batch.answers[i], &words[i]);
    for (size_t i = 0, k = LEARN_COUNT; i < s->tables_n; i++) {
        if (!s->tables[i].is_open || bt_map_is_open(&batch.answers[k++]))
            continue;
        err_set_at(err, ERR_TOOL, s->tables[i].source, 0, 0,
                   "sendmail cannot open this table for the map %s", s->tables[i].map);
        goto out;
    }
    for (size_t i = 0; i < LEARN_COUNT; i++)
        for (size_t k = 0; k < words[i].n; k++)
            if (strlen(words[i].v[k]) > DOMAIN_MAX) {
                err_set(err, ERR_INPUT,
                        "%s: %s holds a name of %zu bytes, and a domain has %d at most", s->cf_path,
                        learned[i], strlen(words[i].v[k]), DOMAIN_MAX);
                goto out;
            }
    site->host = mem_dup(words[LEARN_J].n > 0 ? words[LEARN_J].v[0] : s->hostname);
    for (size_t i = 0; i < words[LEARN_W].n; i++)
        if (strchr(words[LEARN_W].v[i], '.') != NULL && words[LEARN_W].v[i][0] != '[' &&
            strcasecmp(words[LEARN_W].v[i], "localhost.localdomain") != 0)
            strs_add(&site->local, words[LEARN_W].v[i]);
    if (!strs_has(&site->local, site->host))
        strs_add(&site->local, site->host);
    strs_sort(&site->local);
    learn_cf(site, s);
    if (profile == NULL)
        learn_forwards(site, s);
    if (profile != NULL)
        learn_profile(site, s);
    if (site->known == NULL)
        site->known = mem_dup("postmaster");
    if (site->pknown == NULL)
        site->pknown = mem_dup("postmaster");
    clients_add(site, s, &words[LEARN_R], &words[LEARN_AUTH]);
    rc = 0;
out:
    for (size_t i = 0; i < LEARN_COUNT; i++)
        strs_free(&words[i]);
    batch_free(&batch);
    return rc;
}

static void learn_profile(struct relay_site *site, const struct session *s)
{
    const struct profile *p = site->profile;
    const char *domain;
    json_t *target;
    strs_free(&site->local);
    strs_free(&site->relayed);
    strs_free(&site->named);
    profile_list(p, "host.domains", &site->local);
    strs_add(&site->local, profile_text(p, "host.name"));
    if (profile_bool(p, "roles.relay")) {
        profile_list(p, "relay.domains", &site->relayed);
        site->relayed_subdomains = profile_bool(p, "relay.subdomains");
        site->by_name = json_array_size(profile_value(p, "relay.hosts")) > 0;
        json_object_foreach((json_t *)(size_t)profile_value(p, "relay.routes"), domain, target)
        {
            if (json_is_string(target))
                name_host(site, json_string_value(target));
        }
        if (profile_text(p, "tables.mailertable_file")[0] != '\0')
            name_routes(site, s);
    }
    site->by_rdns = profile_bool(p, "refuse.require_rdns");
    /* Routes of other sites' domains name hosts, but let nobody send there. */
    profile_list(p, "addresses.virtual_domains", &site->virtual);
    json_object_foreach((json_t *)(size_t)profile_value(p, "addresses.virtual_users"), domain,
                        target)
    {
        const char *to = json_string_value(target);
        if (!value_is_comment(domain) && site_leads_out(site, to))
            strs_add(&site->forwards, strchr(to, '@') + 1);
        /* {virtual} is the one whose mail all goes elsewhere, if there is one. */
        for (size_t i = 1; domain[0] == '@' && i < site->virtual.n; i++)
            if (strcasecmp(site->virtual.v[i], domain + 1) == 0) {
                char *first = site->virtual.v[0];
                site->virtual.v[0] = site->virtual.v[i];
                site->virtual.v[i] = first;
            }
    }
    site->routing = profile_bool(p, "relay.untrusted_routing");
    name_host(site, profile_text(p, "local.hub"));
    name_host(site, profile_text(p, "outbound.smart_host"));
    if (profile_text(p, "tables.virtusertable_file")[0] != '\0')
        learn_forwards(site, s);
    learn_sent_on(site, s);
    free(site->known);
    free(site->pknown);
    site->known = valid_user(p, "inbound.recipients", "inbound.recipient_list", &site->local);
    site->pknown = valid_user(p, "relay.recipients", "relay.recipient_list", &site->relayed);
}

/* A recipient of the first domain, if possible no friend and no hater (refuse.delay_checks). */
static char *valid_user(const struct profile *p, const char *how, const char *list,
                        const struct strs *domains)
{
    /* RFC 5321 4.5.1, RFC 2142; a list is sure to hold but the first. */
    static const char *const everywhere[] = {"postmaster", "abuse", "root"};
    struct strs all = {0};
    char *user = NULL;
    bool listed = strcmp(profile_text(p, how), "list") == 0;
    if (listed)
        profile_list(p, list, &all);
    for (size_t i = 0; i < all.n && user == NULL && domains->n > 0; i++) {
        const char *at = strrchr(all.v[i], '@');
        if (at != NULL && strcasecmp(at + 1, domains->v[0]) == 0 &&
            !refuse_is_exception(p, all.v[i]))
            user = mem_dupn(all.v[i], (size_t)(at - all.v[i]));
    }
    for (size_t i = 0; i < (listed ? 1 : ARRAY_LEN(everywhere)) && user == NULL && domains->n > 0;
         i++) {
        struct str address = STR_INIT;
        str_addf(&address, "%s@%s", everywhere[i], domains->v[0]);
        if (!refuse_is_exception(p, str_text(&address)))
            user = mem_dup(everywhere[i]);
        str_free(&address);
    }
    strs_free(&all);
    return user;
}

/* What the .cf itself says: where it hands mail to, for which domains it relays. */
static void learn_cf(struct relay_site *site, const struct session *s)
{
    static const char *const targets[] = {"S", "H", "R", "L", "U", "B", "C", "F"};
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        const struct cf_entry *e = cf_find(&s->cf, CF_MACRO, targets[i]);
        if (e != NULL && strpbrk(e->value, "$ \t|") == NULL)
            name_host(site, e->value);
    }
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        char *peer = e->kind == CF_MAILER ? fate_peer(&s->cf, e->name) : NULL;
        if (peer != NULL && peer[0] != '$')
            name_host(site, peer);
        free(peer);
        if (e->kind != CF_OPTION || strcasecmp(e->name, "DontProbeInterfaces") != 0)
            continue;
        site->probes_no_loopback = strncasecmp(e->value, "loop", 4) == 0;
        site->probes_nothing = !site->probes_no_loopback && strpbrk(e->value, "TtYy") == e->value;
    }
    const struct session_table *routes = session_table(s, "mailertable");
    for (size_t i = 0; routes != NULL && i < routes->n; i++)
        name_host(site, routes->rows[i].value);
}

/* Where the site itself forwards its own addresses: "user@example.net", "%1@example.net". */
static void learn_forwards(struct relay_site *site, const struct session *s)
{
    const struct session_table *t = session_table(s, "virtuser");
    for (size_t i = 0; t != NULL && i < t->n; i++) {
        const char *value = t->rows[i].value, *at = strrchr(value, '@');
        if (at == NULL || value_is_refusal(value))
            continue;
        char *domain = mem_dupn(at + 1, strcspn(at + 1, " \t"));
        if (!strs_has(&site->forwards, domain))
            strs_add(&site->forwards, domain);
        free(domain);
    }
}

/* A file in the place of relay.routes: to where it passes on what is for the relayed domains. */
static void name_routes(struct relay_site *site, const struct session *s)
{
    const struct session_table *routes = session_table(s, "mailertable");
    for (size_t i = 0; routes != NULL && i < routes->n; i++) {
        const char *domain = routes->rows[i].key;
        if (site_is_relayed(site, domain + (domain[0] == '.' ? 1 : 0)))
            name_host(site, routes->rows[i].value);
    }
}

/* Whose mail for everybody, or for the postmaster, goes on; then a domain that stays is first. */
static void learn_sent_on(struct relay_site *site, const struct session *s)
{
    static const char postmaster[] = "postmaster";
    const struct session_table *t = session_table(s, "virtuser");
    for (size_t named = 0; named < 2; named++)
        for (size_t i = 0; t != NULL && i < t->n; i++) {
            const char *at = strchr(t->rows[i].key, '@'), *to = t->rows[i].value;
            size_t len = at != NULL ? (size_t)(at - t->rows[i].key) : 1;
            bool fits = named == 0 ? len == strlen(postmaster) &&
                                         strncasecmp(t->rows[i].key, postmaster, len) == 0
                                   : len == 0;
            /* The entry of his own comes first, whatever it says. */
            if (!fits || !in_domains(&site->local, at + 1, false) ||
                in_domains(&site->sent_on, at + 1, false))
                continue;
            bool on = strchr(to, '@') != NULL && !value_is_refusal(to);
            strs_add(&site->sent_on, at + 1);
            strs_add(&site->sent_to, on ? to : "");
        }
    for (size_t i = 0; i < site->local.n; i++)
        if (site_sends_on(site, site->local.v[i]) == NULL) {
            char *first = site->local.v[0];
            site->local.v[0] = site->local.v[i];
            site->local.v[i] = first;
            break;
        }
}

const char *site_sends_on(const struct relay_site *site, const char *domain)
{
    for (size_t i = 0; i < site->sent_on.n; i++)
        if (strcasecmp(site->sent_on.v[i], domain) == 0)
            return site->sent_to.v[i][0] != '\0' ? site->sent_to.v[i] : NULL;
    return NULL;
}

/* "esmtp:[smtp.example.net]:relay" is smtp.example.net. */
static void name_host(struct relay_site *site, const char *target)
{
    const char *bracket = strchr(target, '[');
    if (bracket != NULL) {
        target = bracket + 1;
    } else {
        const char *colon = strchr(target, ':');
        target = colon != NULL ? colon + 1 : target;
    }
    size_t len = strcspn(target, bracket != NULL ? "]" : ":");
    if (len > 0 && !(len == 5 && strncmp(target, "local", 5) == 0))
        strs_addn(&site->named, target, len);
}

bool site_is_own(const struct relay_site *site, const char *domain)
{
    return in_domains(&site->local, domain, false) || in_domains(&site->virtual, domain, false) ||
           strcasecmp(domain, "localhost") == 0 ||
           (domain[0] == '[' && strncmp(domain + 1, site->ip, strlen(site->ip)) == 0) ||
           strcmp(domain, "[127.0.0.1]") == 0 || strcasecmp(domain, "[IPv6:::1]") == 0 ||
           strcasecmp(domain, "[IPv6:0:0:0:0:0:0:0:1]") == 0;
}

bool site_is_friend(const struct relay_site *site, const char *user, const char *domain)
{
    bool found = false;
    size_t domains = domain[0] != '\0' ? 1 : site->local.n;
    if (site->profile == NULL || refuse_spares_most(site->profile))
        return false;
    for (size_t i = 0; i < domains && !found; i++) {
        struct str address = STR_INIT;
        str_addf(&address, "%s@%s", user, domain[0] != '\0' ? domain : site->local.v[i]);
        found = refuse_is_exception(site->profile, str_text(&address));
        str_free(&address);
    }
    return found;
}

bool site_leads_out(const struct relay_site *site, const char *target)
{
    const char *at = strchr(target, '@');
    return at != NULL && !value_is_refusal(target) && !site_is_own(site, at + 1) &&
           !site_is_relayed(site, at + 1);
}

bool site_is_relayed(const struct relay_site *site, const char *domain)
{
    return in_domains(&site->relayed, domain, site->relayed_subdomains);
}

bool site_names_host(const struct relay_site *site, const char *host)
{
    size_t len = strlen(host);
    char *bare =
        host[0] == '[' && host[len - 1] == ']' ? mem_dupn(host + 1, len - 2) : mem_dup(host);
    len = strlen(bare);
    if (len > 0 && bare[len - 1] == '.')
        bare[len - 1] = '\0';
    bool named = in_domains(&site->named, bare, false);
    free(bare);
    return named;
}

static bool in_domains(const struct strs *domains, const char *domain, bool subdomains)
{
    size_t len = strlen(domain);
    for (size_t i = 0; i < domains->n; i++) {
        size_t n = strlen(domains->v[i]);
        if (strcasecmp(domains->v[i], domain) == 0)
            return true;
        if (subdomains && len > n + 1 && domain[len - n - 1] == '.' &&
            strcasecmp(domain + len - n, domains->v[i]) == 0)
            return true;
    }
    return false;
}

bool site_expand(const struct relay_site *site, const char *text, const char *any, struct str *out)
{
    for (; *text != '\0'; text++) {
        size_t len = *text == '{' ? strcspn(text, "}") : 0;
        bool upper = false;
        if (len == 0 || text[len] == '\0') {
            str_addch(out, *text);
            continue;
        }
        const char *value = value_of(site, text + 1, len - 1, any, &upper);
        if (value == NULL)
            return false;
        for (; *value != '\0'; value++)
            str_addch(out, upper ? (char)toupper((unsigned char)*value) : *value);
        text += len;
    }
    return true;
}

static const char *value_of(const struct relay_site *site, const char *name, size_t len,
                            const char *any, bool *upper)
{
    const struct {
        const char *name, *value;
    } values[] = {
        {"local", site->local.n > 0 ? site->local.v[0] : NULL},
        {"host", site->host},
        {"ip", site->ip},
        {"foreign", SITE_FOREIGN},
        {"lured", SITE_LURED},
        {"virtual", site->virtual.n > 0 ? site->virtual.v[0] : NULL},
        {"relayed", site->relayed.n > 0 ? site->relayed.v[0] : NULL},
        {"hub", site->named.n > 0 ? site->named.v[0] : NULL},
        {"known", site->known},
        {"pknown", site->pknown},
        {"any", any},
    };
    *upper = isupper((unsigned char)name[0]) != 0;
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (strlen(values[i].name) == len && strncasecmp(values[i].name, name, len) == 0)
            return values[i].value;
    mem_panic(__FILE__, __LINE__, "a vector has an unknown placeholder");
}

char *site_any(const struct relay_site *site, size_t index, const char **form)
{
    static const char *const all[] = {"{local}",      "{relayed}",     "{host}",   "[{ip}]",
                                      "{hub}",        "sub.{relayed}", "{local}.", "localhost",
                                      "[127.0.0.1]",  "[IPv6:::1]",    "{lured}",  "{virtual}",
                                      "sub.{virtual}"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct str s = STR_INIT;
        if (site_expand(site, all[i], NULL, &s) && index-- == 0) {
            *form = all[i];
            return str_take(&s);
        }
        str_free(&s);
    }
    return NULL;
}

void site_free(struct relay_site *site)
{
    for (size_t i = 0; i < site->n; i++) {
        free(site->clients[i].label);
        free(site->clients[i].addr);
        free(site->clients[i].name);
        free(site->clients[i].ptr);
        free(site->clients[i].auth);
        free(site->clients[i].issuer);
    }
    free(site->clients);
    daemons_free(site);
    free(site->host);
    free(site->ip);
    free(site->known);
    free(site->pknown);
    strs_free(&site->local);
    strs_free(&site->virtual);
    strs_free(&site->relayed);
    strs_free(&site->named);
    strs_free(&site->forwards);
    strs_free(&site->sent_on);
    strs_free(&site->sent_to);
    strs_free(&site->senders);
    strs_free(&site->hints);
    strs_free(&site->extra);
    strs_free(&site->notes);
    *site = (struct relay_site){0};
}
