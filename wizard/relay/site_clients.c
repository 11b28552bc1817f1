/* The clients that a proof tries; see site_clients.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/network.h"

#include "relay/site_clients.h"

/* Whom this setting names is tried as one who does as it says: others would be refused. */
#define DEMANDS "tls.require_clients"

enum { EACH_MAX = 4, PARTS_V4 = 4, PARTS_V6 = 8 };

static struct relay_client *add(struct relay_site *site, enum policy_client class,
                                const char *label, const char *addr, const char *name,
                                const char *resolve);
static bool trusts_own_names(const struct relay_site *site, const struct session *s);
static void add_daemons(struct relay_site *site, const char *addr);
static void add_certificate(struct relay_site *site, const char *addr, const char *issuer);
static void add_authenticated(struct relay_site *site, const char *addr,
                              const struct strs *trusted);
static const char *free_address(const struct relay_site *site, const struct session *s,
                                const char *const *all);
static bool is_denied(const struct session *s, const char *addr);
static bool is_listed(const struct relay_site *site, const char *addr, const char *name);
static bool is_listed_else(const struct relay_site *site, const char *path, const char *addr,
                           const char *name);
static bool covered(const struct profile *p, const char *path, const char *addr, const char *name);
static void add_listed(struct relay_site *site, enum policy_client class, const char *path);
static void add_entry(struct relay_site *site, const char *key, const char *what);
static void add_relayed(struct relay_site *site, const char *domain, const char *what);
static bool is_private(const char *addr);
static char *address_in(const char *key, const char *last, unsigned *parts);
static char *sample(const char *network);

static const char *const outside_v4[] = {"198.51.100.9", "203.0.113.9", "192.0.2.9", "233.252.0.9",
                                         "198.18.9.9",   "100.64.9.9",  "1.2.9.9",   NULL};
static const char *const outside_v6[] = {
    "IPv6:2001:db8:ffff:0:0:0:0:9", "IPv6:2001:db8:9:0:0:0:0:9", "IPv6:3fff:0:0:0:0:0:0:9", NULL};
static const char *const own_v4[] = {"192.0.2.125",   "198.51.100.125", "203.0.113.125",
                                     "233.252.0.125", "198.18.0.125",   NULL};

void clients_add(struct relay_site *site, const struct session *s, const struct strs *class_r,
                 const struct strs *trusted)
{
    const char *v4, *v6 = free_address(site, s, outside_v6);
    struct str name = STR_INIT;
    site->ip = mem_dup(free_address(site, s, own_v4));
    v4 = free_address(site, s, outside_v4);
    site->listens = daemons_learn(site, &s->cf);
    add(site, CLIENT_SUBMISSION, "a program on this host", NULL, "localhost", "OK");
    add(site, CLIENT_LOOPBACK, "loopback", "127.0.0.1", "localhost", "OK");
    if (site->ipv6)
        add(site, CLIENT_LOOPBACK, "loopback by IPv6", "IPv6:0:0:0:0:0:0:0:1", "localhost", "OK");
    if (!site->listens) {
        strs_add(&site->notes, "It listens on loopback alone: nobody outside can connect.");
        return;
    }
    if (site->profile != NULL && profile_on(site->profile, DEMANDS))
        strs_add(&site->notes, "Clients of " DEMANDS " are tried with TLS, as it demands.");
    if (site->profile != NULL) {
        if (profile_bool(site->profile, "roles.relay")) {
            add_listed(site, CLIENT_INSIDE, "relay.networks");
            add_listed(site, CLIENT_INSIDE, "relay.hosts");
        }
        add_listed(site, CLIENT_DENIED, "access.deny_clients");
        add_listed(site, CLIENT_OUTSIDE, "access.accept_clients");
    }
    add(site, CLIENT_OUTSIDE, "outside", v4, "client." SITE_FOREIGN, "OK")->wide = true;
    add(site, CLIENT_OUTSIDE, "outside by IPv6", v6, "client6." SITE_FOREIGN, "OK");
    str_addf(&name, "client.%s", site->local.v[0]);
    if (trusts_own_names(site, s)) {
        strs_add(&site->notes,
                 "Clients with names in this site's domains are taken for inside: the "
                 "access table lets them relay.");
        add(site, CLIENT_INSIDE, "inside, with a name in this site's domain", v4, str_text(&name),
            "OK")
            ->extra = true;
    } else if (!is_listed(site, NULL, str_text(&name))) {
        add(site, CLIENT_OUTSIDE, "outside, with a name in this site's domain", v4, str_text(&name),
            "OK");
        struct relay_client *c =
            add(site, CLIENT_FORGED, "forged name in this site's domain", v4, NULL, "FORGED");
        free(c->ptr);
        c->ptr = mem_dup(str_text(&name));
    }
    add(site, CLIENT_FORGED, "forged name localhost", v4, NULL, "FORGED");
    free(site->clients[site->n - 1].ptr);
    site->clients[site->n - 1].ptr = mem_dup("localhost");
    add(site, CLIENT_FORGED, "without a name", v4, NULL, "FAIL");
    add(site, CLIENT_FORGED, "name server silent", v4, NULL, "TEMP");
    str_free(&name);
    add_authenticated(site, v4, trusted);
    add_daemons(site, v4);
    add_certificate(site, v4, "/CN=CA of " SITE_FOREIGN);
    const struct session_table *access = session_table(s, "access");
    for (size_t i = 0; access != NULL && i < access->n; i++) {
        const char *key = access->rows[i].key;
        if (strncasecmp(access->rows[i].value, "RELAY", 5) != 0)
            continue;
        if (strncasecmp(key, "CERTIssuer:", 11) == 0)
            add_certificate(site, v4, key + 11);
        else
            add_entry(site, key, "access table");
    }
    for (size_t i = 0; i < class_r->n; i++)
        add_entry(site, class_r->v[i], "class R");
    hints_add(site, s);
}

static struct relay_client *add(struct relay_site *site, enum policy_client class,
                                const char *label, const char *addr, const char *name,
                                const char *resolve)
{
    struct str literal = STR_INIT;
    str_addf(&literal, "[%s]", addr != NULL ? addr : "");
    site->clients = mem_realloc(site->clients, site->n + 1, sizeof(*site->clients));
    struct relay_client *c = &site->clients[site->n++];
    *c = (struct relay_client){.class = class,
                               .label = mem_dup(label),
                               .addr = addr != NULL ? mem_dup(addr) : NULL,
                               .name = mem_dup(name != NULL ? name : str_text(&literal)),
                               .ptr = mem_dup(name != NULL ? name : str_text(&literal)),
                               .resolve = resolve,
                               .meets_tls = addr != NULL && site->profile != NULL &&
                                            covered(site->profile, DEMANDS, addr, name),
                               .daemon = &site->daemons[0]};
    str_free(&literal);
    return c;
}

/* Without a profile, an entry such as "Connect:example.org RELAY" is the site's own word. */
static bool trusts_own_names(const struct relay_site *site, const struct session *s)
{
    const struct session_table *t = session_table(s, "access");
    for (size_t i = 0; t != NULL && site->profile == NULL && i < t->n; i++) {
        const char *key = t->rows[i].key;
        key += strncasecmp(key, "Connect:", 8) == 0 ? 8 : 0;
        if (strncasecmp(t->rows[i].value, "RELAY", 5) == 0 && site_is_own(site, key) &&
            strcasecmp(key, "localhost") != 0 && key[0] != '[')
            return true;
    }
    return false;
}

/* Who authenticates may do what the class TrustAuthMech grants: without members nothing. */
static void add_authenticated(struct relay_site *site, const char *addr, const struct strs *trusted)
{
    static const char name[] = "client." SITE_FOREIGN;
    site->trusts_auth = trusted->n > 0;
    struct relay_client *c = add(site, CLIENT_AUTHENTICATED, "authenticated", addr, name, "OK");
    c->auth = mem_dup(site->trusts_auth ? trusted->v[0] : "PLAIN");
    if (!site->trusts_auth)
        return;
    c = add(site, CLIENT_OUTSIDE, "authenticated by a mechanism that is not trusted", addr, name,
            "OK");
    c->auth = mem_dup("X-MCWIZARD");
    if (site->profile == NULL) {
        struct str note = STR_INIT;
        str_addf(&note, "Who authenticates by %s", trusted->v[0]);
        for (size_t i = 1; i < trusted->n; i++)
            str_addf(&note, " or %s", trusted->v[i]);
        str_add(&note, " is taken for inside: the class TrustAuthMech lets him relay.");
        strs_add_take(&site->notes, str_take(&note));
    }
}

/*
 * A certificate that was verified opens nothing, unless the access table names its issuer;
 * without a profile that is the site's word.
 */
static void add_certificate(struct relay_site *site, const char *addr, const char *issuer)
{
    struct str label = STR_INIT, escaped = STR_INIT;
    bool listed = strstr(issuer, SITE_FOREIGN) == NULL;
    str_addf(&label, "%s, with a certificate of %s",
             listed && site->profile == NULL ? "inside" : "outside", issuer);
    struct relay_client *c =
        add(site, listed && site->profile == NULL ? CLIENT_INSIDE : CLIENT_OUTSIDE,
            str_text(&label), addr, "client." SITE_FOREIGN, "OK");
    /* The macro has blanks as +20 (op.me, {cert_issuer}), and so has the table. */
    for (const char *p = issuer; *p != '\0'; p++)
        *p == ' ' ? str_add(&escaped, "+20") : str_addch(&escaped, *p);
    c->issuer = str_take(&escaped);
    c->extra = listed;
    if (c->class == CLIENT_INSIDE) {
        str_clear(&label);
        str_addf(&label,
                 "Whoever has a certificate of %s is taken for inside: the access table says "
                 "so.",
                 issuer);
        strs_add(&site->notes, str_text(&label));
    }
    str_free(&label);
}

/* Another daemon may have other flags, by which rulesets tell it apart. */
static void add_daemons(struct relay_site *site, const char *addr)
{
    for (size_t i = 1; i < site->daemons_n; i++) {
        const struct relay_daemon *d = &site->daemons[i];
        struct str label = STR_INIT;
        /* A lower-case a demands AUTH before any ruleset is asked (srvrsmtp.c). */
        bool demands = strchr(d->flags, 'a') != NULL;
        str_addf(&label, "%s, at the daemon %s", demands ? "authenticated" : "outside", d->name);
        struct relay_client *c = add(site, demands ? CLIENT_AUTHENTICATED : CLIENT_OUTSIDE,
                                     str_text(&label), addr, "client." SITE_FOREIGN, "OK");
        c->daemon = d;
        for (size_t k = 0; k < site->n && demands && c->auth == NULL; k++)
            if (site->clients[k].class == CLIENT_AUTHENTICATED && site->clients[k].auth != NULL)
                c->auth = mem_dup(site->clients[k].auth);
        str_free(&label);
    }
}

/* An address that the profile says nothing of. */
static const char *free_address(const struct relay_site *site, const struct session *s,
                                const char *const *all)
{
    for (; all[1] != NULL; all++)
        if (!is_listed(site, *all, NULL) && !is_denied(s, *all) &&
            (site->ip == NULL || strcmp(*all, site->ip) != 0))
            break;
    return *all;
}

/*
 * Whether the access table itself denies an address or a network around it, as a file of
 * bogons does: a client that may not even speak would prove nothing.
 */
static bool is_denied(const struct session *s, const char *addr)
{
    static const char connect[] = "Connect:";
    const struct session_table *t = session_table(s, "access");
    for (size_t i = 0; t != NULL && i < t->n; i++) {
        const char *key = t->rows[i].key, *value = t->rows[i].value;
        key += strncasecmp(key, connect, strlen(connect)) == 0 ? strlen(connect) : 0;
        size_t len = strlen(key);
        if (strncasecmp(addr, key, len) == 0 && len > 0 && strchr(".:", addr[len]) != NULL &&
            strncasecmp(value, "RELAY", 5) != 0 && strncasecmp(value, "OK", 2) != 0)
            return true;
    }
    return false;
}

static bool is_listed(const struct relay_site *site, const char *addr, const char *name)
{
    return is_listed_else(site, "", addr, name);
}

/* Whether another setting than path says something of it, too. */
static bool is_listed_else(const struct relay_site *site, const char *path, const char *addr,
                           const char *name)
{
    static const char *const lists[] = {"relay.networks", "relay.hosts", "access.deny_clients",
                                        "access.accept_clients"};
    for (size_t i = 0; i < ARRAY_LEN(lists) && site->profile != NULL; i++)
        if (strcmp(lists[i], path) != 0 && covered(site->profile, lists[i], addr, name))
            return true;
    return false;
}

/* Whether an address or a name is one of those that a setting lists. */
static bool covered(const struct profile *p, const char *path, const char *addr, const char *name)
{
    struct strs items = {0};
    struct network one, net;
    const json_t *value = profile_value(p, path);
    const char *key;
    json_t *text;
    bool found = false;
    if (json_is_object(value))
        json_object_foreach((json_t *)(size_t)value, key, text) strs_add(&items, key);
    else
        profile_list(p, path, &items);
    bool has_addr =
        addr != NULL && network_parse(strncmp(addr, "IPv6:", 5) == 0 ? addr + 5 : addr, &one);
    for (size_t i = 0; i < items.n && !found; i++) {
        if (network_parse(items.v[i], &net)) {
            found = has_addr && network_contains(&net, &one);
        } else if (name != NULL) {
            size_t n = strlen(items.v[i]), len = strlen(name);
            found = len >= n && strcasecmp(name + len - n, items.v[i]) == 0 &&
                    (len == n || name[len - n - 1] == '.');
        }
    }
    strs_free(&items);
    return found;
}

static void add_listed(struct relay_site *site, enum policy_client class, const char *path)
{
    struct strs items = {0};
    struct network net;
    const json_t *value = profile_value(site->profile, path);
    const char *key;
    json_t *text;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)(size_t)value, key, text) if (key[0] != '/')
            strs_add(&items, key);
    } else {
        profile_list(site->profile, path, &items);
    }
    for (size_t i = 0; i < items.n && i < EACH_MAX; i++) {
        struct str label = STR_INIT;
        bool is_network = network_parse(items.v[i], &net);
        char *addr = is_network ? sample(items.v[i]) : mem_dup("198.18.7.7");
        const char *name = is_network ? "host.mcwizard-inside.example" : items.v[i];
        str_addf(&label, "%s %s",
                 class == CLIENT_INSIDE   ? "inside"
                 : class == CLIENT_DENIED ? "denied"
                                          : "accepted",
                 items.v[i]);
        if (class == CLIENT_INSIDE || !is_listed_else(site, path, addr, name))
            add(site, class, str_text(&label), addr, name, "OK");
        free(addr);
        str_free(&label);
    }
    strs_free(&items);
}

/* The first address but nine of a network, or the first, as {client_addr} has it. */
static char *sample(const char *network)
{
    struct network net;
    struct str s = STR_INIT;
    MUST(network_parse(network, &net));
    unsigned bits = net.v6 ? 128 : 32;
    size_t last = net.v6 ? 15 : 3;
    if (bits - net.prefix >= 4)
        net.bytes[last] = (unsigned char)((net.bytes[last] & 0xf0) | 9);
    if (net.v6) {
        str_add(&s, "IPv6");
        for (size_t i = 0; i < 16; i += 2)
            str_addf(&s, ":%x", net.bytes[i] << 8 | net.bytes[i + 1]);
    } else {
        str_addf(&s, "%u.%u.%u.%u", net.bytes[0], net.bytes[1], net.bytes[2], net.bytes[3]);
    }
    return str_take(&s);
}

void site_share(struct relay_site *site, const struct relay_site *other)
{
    for (size_t i = 0; i < other->n; i++) {
        const struct relay_client *c = &other->clients[i];
        bool known = false;
        for (size_t k = 0; k < site->n; k++)
            known = known || strcmp(site->clients[k].label, c->label) == 0;
        if (known)
            continue;
        struct relay_client *mine = add(site, c->class, c->label, c->addr, c->name, c->resolve);
        mine->extra = c->extra;
        mine->wide = c->wide;
        mine->auth = c->auth != NULL ? mem_dup(c->auth) : NULL;
        mine->issuer = c->issuer != NULL ? mem_dup(c->issuer) : NULL;
        mine->unreachable = !site->listens && c->addr != NULL && c->class != CLIENT_LOOPBACK;
        free(mine->ptr);
        mine->ptr = mem_dup(c->ptr);
    }
    for (size_t i = 0; i < other->senders.n; i++)
        if (!strs_has(&site->senders, other->senders.v[i]))
            strs_add(&site->senders, other->senders.v[i]);
    for (size_t i = 0; i < other->hints.n; i++)
        if (!strs_has(&site->hints, other->hints.v[i]))
            strs_add(&site->hints, other->hints.v[i]);
    const struct strs *const domains[] = {&other->extra, &other->relayed};
    for (size_t k = 0; k < ARRAY_LEN(domains); k++)
        for (size_t i = 0; i < domains[k]->n; i++)
            if (!strs_has(&site->extra, domains[k]->v[i]))
                strs_add(&site->extra, domains[k]->v[i]);
}

static void add_relayed(struct relay_site *site, const char *domain, const char *what)
{
    struct str note = STR_INIT;
    if (strs_has(&site->relayed, domain))
        return;
    strs_add(&site->relayed, domain);
    str_addf(&note, "%s is taken for a domain that is passed on: the %s says so.", domain, what);
    strs_add_take(&site->notes, str_take(&note));
}

/* An entry of a table with RELAY: a client, a recipient's domain or a sender may be meant. */
static void add_entry(struct relay_site *site, const char *key, const char *what)
{
    bool to = strncasecmp(key, "To:", 3) == 0, from = strncasecmp(key, "From:", 5) == 0;
    bool connect = strncasecmp(key, "Connect:", 8) == 0;
    const char *bare = to ? key + 3 : from ? key + 5 : connect ? key + 8 : key;
    /* Other tags (TLS_Srv: ...) have nothing to do with relaying. */
    if (!to && !from && !connect && strchr(bare, ':') != NULL && strncasecmp(bare, "IPv6:", 5) != 0)
        return;
    if (strlen(bare) > 200 || strpbrk(bare, " \t,$") != NULL || bare[0] == '\0')
        return;
    const char *at = strchr(bare, '@');
    unsigned parts;
    char *addr = address_in(bare, "9", &parts);
    if (!to && !from && at == NULL)
        client_listed(site, what, bare);
    if (!connect && !to && addr == NULL) {
        struct str sender = STR_INIT;
        str_addf(&sender, at != NULL && at[1] != '\0' ? "<%s>" : "<sender@%s>",
                 bare[0] == '.' ? bare + 1 : bare);
        strs_add_take(&site->senders, str_take(&sender));
    }
    if (!connect && !from && addr == NULL) {
        const char *domain = at != NULL ? at + 1 : bare;
        bool tld = strchr(domain[0] == '.' ? domain + 1 : domain, '.') == NULL;
        if (site->profile != NULL || tld) {
            if (!site_is_own(site, domain) && !site_is_relayed(site, domain))
                strs_add(&site->extra, domain);
        } else if (at == NULL) {
            add_relayed(site, domain[0] == '.' ? domain + 1 : domain, what);
        }
    }
    free(addr);
}

/* Addresses that no stranger has (RFC 1918, RFC 4193, RFC 4291). */
static bool is_private(const char *addr)
{
    static const char *const networks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                           "fc00::/7", "fe80::/10"};
    struct network one, net;
    if (!network_parse(strncmp(addr, "IPv6:", 5) == 0 ? addr + 5 : addr, &one))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(networks); i++)
        if (network_parse(networks[i], &net) && network_contains(&net, &one))
            return true;
    return false;
}

/* Without a profile, what is listed is the site's word for who is inside, unless it is wide. */
void client_listed(struct relay_site *site, const char *what, const char *key)
{
    struct str label = STR_INIT;
    unsigned parts = 0;
    char *addr = address_in(key, "9", &parts);
    /* An entry may let in more than the profile lists. */
    static const char *const others[] = {"77", "200", "254", "1", "128"};
    for (size_t i = 0; i < ARRAY_LEN(others) && addr != NULL && is_listed(site, addr, NULL); i++) {
        free(addr);
        addr = address_in(key, others[i], &parts);
    }
    const char *name = addr == NULL ? key : NULL;
    bool wide = addr != NULL ? !is_private(addr) && parts < 3 : strchr(key, '.') == NULL;
    if (strncmp(key, "127", 3) == 0 || strcasecmp(key, "localhost") == 0 ||
        strncasecmp(key, "localhost.", 10) == 0 || strcasecmp(key, "IPv6:::1") == 0 ||
        strcasecmp(key, "IPv6:0:0:0:0:0:0:0:1") == 0 || site_is_own(site, key))
        goto out;
    if (site->profile != NULL ? is_listed(site, addr, name) : !wide) {
        if (site->profile == NULL) {
            str_addf(&label, "%s is taken for inside: the %s lets it relay.", key, what);
            strs_add(&site->notes, str_text(&label));
            str_clear(&label);
            str_addf(&label, "inside, by %s of the %s", key, what);
            add(site, CLIENT_INSIDE, str_text(&label), addr != NULL ? addr : "198.18.7.8", name,
                "OK")
                ->extra = true;
        }
        goto out;
    }
    str_addf(&label, "outside, but %s of the %s", key, what);
    struct str host = STR_INIT;
    if (name != NULL)
        str_addf(&host, "%s%s", name[0] == '.' ? "client" : "", name);
    add(site, CLIENT_OUTSIDE, str_text(&label), addr != NULL ? addr : "198.18.7.8",
        addr != NULL ? "client." SITE_FOREIGN : str_text(&host), "OK")
        ->extra = true;
    str_free(&host);
out:
    str_free(&label);
    free(addr);
}

/*
 * An address that a key of the access table stands for ("10", "IPv6:2001:db8"), or NULL;
 * last is its last part.
 */
static char *address_in(const char *key, const char *last, unsigned *parts)
{
    bool v6 = strncasecmp(key, "IPv6:", 5) == 0;
    struct str s = STR_INIT;
    const char *rest = v6 ? key + 5 : key;
    *parts = 1;
    if (strspn(rest, v6 ? "0123456789abcdefABCDEF:" : "0123456789.") != strlen(rest) || !*rest)
        return NULL;
    for (const char *p = rest; *p != '\0'; p++)
        *parts += *p == (v6 ? ':' : '.');
    if (v6 && strstr(rest, "::") != NULL) {
        str_add(&s, key);
        return str_take(&s);
    }
    str_add(&s, key);
    for (unsigned i = *parts; i < (v6 ? PARTS_V6 : PARTS_V4); i++)
        str_addf(&s, "%c%s", v6 ? ':' : '.', v6 && i + 1 < PARTS_V6 ? "0" : last);
    return str_take(&s);
}
