/* What an entry of the access table says under its tag; see access_parts.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/access_parts.h"
#include "import/verdict.h"

#include "model/type.h"

enum { REST_TEXT_MAX = 250 /* sendmail takes no longer word in quotes */ };

static access_carrier client, sender, recipient, helo, spam, number, demand, never, server_features,
    features, options, group, nowhere;
static enum import_fate refusal(struct access *a, const struct part *p, const struct verdict *v);
static bool lets_through(struct access *a, const struct part *p);
static enum import_fate verdict_rest(struct access *a, const struct part *p,
                                     const struct verdict *v);
static bool put(struct access *a, const struct part *p, const char *path, const char *value);
static enum import_fate put_or_rest(struct access *a, const struct part *p, const char *path,
                                    const char *value, const char *entry);
static enum import_fate rest(struct access *a, const struct part *p, const char *value);
static enum import_fate left(struct access *a, const char *why);
static enum import_fate implied(struct access *a);
static void note_used(struct access *a, const char *path);
static const char *value_for_all(const struct access *a, const char *tag);
static bool is_loopback(const struct part *p);
static bool is_smart_host(const struct access *a, const char *key);
static bool is_plain(const char *value, const char *more);

static const struct access_tag tags[] = {
    {.name = "Connect", .carry = client, .path = "access.deny_clients"},
    {.name = "From", .carry = sender, .path = "access.deny_senders"},
    {.name = "To", .carry = recipient, .path = "access.deny_recipients"},
    {.name = "Helo", .carry = helo, .path = "access.deny_helo"},
    {.name = "Spam", .carry = spam},
    {.name = "GreetPause",
     .carry = number,
     .path = "refuse.greet_pause_of",
     .all = "refuse.greet_pause"},
    {.name = "ClientRate",
     .carry = number,
     .path = "refuse.rate_of",
     .all = "refuse.rate",
     .bare = true},
    {.name = "ClientConn",
     .carry = number,
     .path = "refuse.connections_of",
     .all = "refuse.connections",
     .bare = true},
    {.name = "TLS_Srv", .carry = demand, .path = "tls.require_servers", .bare = true},
    {.name = "TLS_Clt", .carry = demand, .path = "tls.require_clients", .bare = true},
    {.name = "TLS_Rcpt", .carry = demand, .path = "tls.require_recipients", .bare = true},
    {.name = "Try_TLS", .carry = never, .path = "tls.never", .bare = true},
    {.name = "Srv_Features",
     .carry = server_features,
     .path = "refuse.lax_clients",
     .all = "refuse.http",
     .bare = true},
    {.name = "Clt_Features", .carry = features, .bare = true},
    {.name = "TLS_Srv_Features", .carry = options, .bare = true},
    {.name = "TLS_Clt_Features", .carry = options, .bare = true},
    {.name = "QGRP", .carry = group, .path = "queue.group_of"},
    {.name = "AuthInfo",
     .carry = nowhere,
     .why = "a password stands in a file of its own, which outbound.auth_file names (it is not "
            "shown here)"},
    {.name = "CERTIssuer",
     .carry = nowhere,
     .why = "no setting lets clients relay by their certificates"},
    {.name = "CERTSubject",
     .carry = nowhere,
     .why = "no setting lets clients relay by their certificates"},
};

/* cf/README, STARTTLS: what a demand is called in a profile. */
static const struct {
    const char *value, *name;
} demands[] = {{"ENCR:128", "encrypt"}, {"VERIFY:128", "verify"}, {"VERIFY:128+CN", "name"}};

/* As they are rendered (tables_refuse.c); the letters in this order. */
static const struct {
    const char *letters, *name;
} laxities[] = {
    {"g2", "bare-lf"},   {"u2", "bare-cr"},   {"g2 u2", "bare-lf-cr"},
    {"G O", "lf-lines"}, {"F", "early-data"}, {"F G O U", "all"},
};

const struct access_tag *access_tag_find(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (strlen(tags[i].name) == len && strncasecmp(name, tags[i].name, len) == 0)
            return &tags[i];
    return NULL;
}

static enum import_fate client(struct access *a, const struct part *p)
{
    struct verdict v;
    enum import_fate fate;
    /* With delayed checks it is the answer to RCPT, which is no format. */
    verdict_parse(p->value, !a->terms->delays, &v);
    bool opens = v.kind == VERDICT_OK || v.kind == VERDICT_RELAY;
    if (p->kind == PART_ADDRESS || p->kind == PART_USER)
        fate = left(a, "clients are looked up by name and by address, and this is neither");
    else if (is_loopback(p))
        fate = opens ? implied(a)
                     : left(a, "this host's own loopback would be denied: it could send no mail");
    else if (v.kind == VERDICT_OK)
        fate = put_or_rest(a, p, "access.accept_clients", NULL, "OK");
    else if (v.kind != VERDICT_RELAY)
        fate = refusal(a, p, &v);
    else if (put(a, p, p->kind == PART_NETWORK ? "relay.networks" : "relay.hosts", NULL))
        fate = IMPORT_SETTING;
    else
        fate = left(a, "relay.networks takes networks up to a /8 (IPv6: /16), and relay.hosts full "
                       "names: this would let too many relay");
    verdict_free(&v);
    return fate;
}

static enum import_fate sender(struct access *a, const struct part *p)
{
    struct verdict v;
    enum import_fate fate;
    verdict_parse(p->value, false, &v);
    if (v.kind == VERDICT_RELAY && a->terms->relays_from && !p->untagged)
        fate = left(a, "anybody can write a sender, so anybody could send anywhere; list the "
                       "hosts in relay.networks, or let users log in");
    else if (v.kind == VERDICT_RELAY || v.kind == VERDICT_OK)
        fate = is_loopback(p) ? implied(a) : put_or_rest(a, p, "access.accept_senders", NULL, "OK");
    else
        fate = refusal(a, p, &v);
    verdict_free(&v);
    return fate;
}

static enum import_fate recipient(struct access *a, const struct part *p)
{
    struct verdict v;
    enum import_fate fate;
    verdict_parse(p->value, false, &v);
    if (v.kind == VERDICT_RELAY && p->kind != PART_NAME)
        fate = left(a, "mail is passed on for domains (relay.domains), and this is none");
    else if (v.kind == VERDICT_RELAY && import_tables_own(a->imp, p->key))
        fate = implied(a);
    else if (v.kind == VERDICT_RELAY)
        fate = put(a, p, "relay.domains", NULL)
                   ? IMPORT_SETTING
                   : left(a, "relay.domains takes full names: this would let too much through");
    else if (v.kind == VERDICT_OK && !a->denies_to)
        fate = IMPORT_NONE; /* there is nothing that it would make an exception of */
    else if (v.kind == VERDICT_OK || a->terms->blocks_recipients)
        fate = refusal(a, p, &v);
    else
        fate = left(a, "without FEATURE(`blocklist_recipients') it refuses nobody; put it into "
                       "access.deny_recipients if it is meant");
    verdict_free(&v);
    return fate;
}

/* No file may say it, since it is a tag of ours. */
static enum import_fate helo(struct access *a, const struct part *p)
{
    struct verdict v;
    verdict_parse(p->value, false, &v);
    bool rejects = v.kind == VERDICT_REJECT;
    bool replies = v.kind == VERDICT_REPLY && strcmp(v.code, "550") == 0 && v.text.len > 0;
    bool taken = (rejects || replies) && put(a, p, p->tag->path, rejects ? "" : str_text(&v.text));
    verdict_free(&v);
    return taken ? IMPORT_SETTING
                 : left(a, "access.deny_helo takes names, each with REJECT or a 550 and a text");
}

/* What its setting says, or else the table that comes along. */
static enum import_fate refusal(struct access *a, const struct part *p, const struct verdict *v)
{
    const char *path = p->tag->path;
    bool usual = v->status[0] == '\0' || strcmp(v->status, "5.7.1") == 0;
    bool says = v->kind == VERDICT_REPLY && strcmp(v->code, "550") == 0 && usual && v->text.len > 0;
    bool to = strcmp(p->tag->name, "To") == 0;
    if (v->kind == VERDICT_NONE)
        return left(a, v->why);
    if (lets_through(a, p))
        return left(a, "another table lets it through; decide which of the two is meant");
    /* A profile may not refuse a whole domain of its own, but a table may. */
    bool own = to && p->kind == PART_NAME && import_tables_own(a->imp, p->key);
    if ((says || v->kind == VERDICT_REJECT) && !own &&
        put(a, p, path, says ? str_text(&v->text) : "")) {
        a->recoded = a->recoded || (says && v->status[0] == '\0');
        return IMPORT_SETTING;
    }
    return verdict_rest(a, p, v);
}

/* Whether the profile has a RELAY of its own for this very key. */
static bool lets_through(struct access *a, const struct part *p)
{
    bool held = false;
    if (strcmp(p->tag->name, "To") == 0) {
        held = import_holds(a->imp, "relay.domains", p->key) ||
               import_holds(a->imp, "addresses.virtual_domains", p->key);
    } else if (strcmp(p->tag->name, "Connect") == 0) {
        char *name = p->kind == PART_NETWORK ? runs_text(&p->net) : mem_dup(p->key);
        held = import_holds(a->imp, "relay.networks", name) ||
               import_holds(a->imp, "relay.hosts", name);
        free(name);
    }
    return held;
}

static enum import_fate verdict_rest(struct access *a, const struct part *p,
                                     const struct verdict *v)
{
    bool connects = strcmp(p->tag->name, "Connect") == 0;
    bool percent = memchr(str_text(&v->text), '%', v->text.len) != NULL;
    if (v->kind == VERDICT_SKIP && (p->kind == PART_ADDRESS || p->kind == PART_USER))
        return left(a, "SKIP ends a search by domain or network, and this is an address");
    if (connects && p->kind == PART_NAME && strncmp(p->key, "127.", 4) == 0)
        return left(a, "it looks like this host's own loopback, which must not be denied");
    if (v->text.len > REST_TEXT_MAX)
        return left(a, "the text is longer than sendmail takes");
    if (connects && percent && a->terms->delays)
        return left(a, "a table takes no % in the refusal of a client");
    struct str value = STR_INIT;
    verdict_write(v, connects ? "%%%%" : "%%", &value);
    enum import_fate fate = rest(a, p, str_text(&value));
    str_free(&value);
    return fate;
}

static enum import_fate spam(struct access *a, const struct part *p)
{
    bool friend = strcasecmp(p->value, "FRIEND") == 0, hater = strcasecmp(p->value, "HATER") == 0;
    if (!friend && !hater)
        return left(a, "Spam: takes FRIEND or HATER");
    if (friend ? !a->terms->friends : !a->terms->haters)
        return left(a, friend ? "without FEATURE(`delay_checks', `friend') it has no effect; set "
                                "refuse.delay_checks to friend if it is meant"
                              : "without FEATURE(`delay_checks', `hater') it has no effect; set "
                                "refuse.delay_checks to hater if it is meant");
    return put_or_rest(a, p, friend ? "refuse.spam_friends" : "refuse.spam_haters", NULL, p->value);
}

/* Counts and milliseconds: that of one client is used only where there is one for all. */
static enum import_fate number(struct access *a, const struct part *p)
{
    const struct {
        const char *tag;
        bool on;
    } features[] = {{"ClientRate", a->terms->rates},
                    {"ClientConn", a->terms->connections},
                    {"GreetPause", a->terms->pauses}};
    for (size_t i = 0; i < ARRAY_LEN(features); i++)
        if (strcmp(features[i].tag, p->tag->name) == 0 && !features[i].on)
            return left(a, "without its FEATURE (ratecontrol, conncontrol, greet_pause) it has no "
                           "effect");
    const char *all = value_for_all(a, p->tag->name);
    bool used = import_has(a->imp, p->tag->all) || (all != NULL && strtol(all, NULL, 10) > 0);
    if (p->value[0] == '\0' || strspn(p->value, "0123456789") != strlen(p->value))
        return left(a, "it is no number");
    if (p->kind == PART_BARE) {
        if (!import_set(a->imp, p->tag->all, p->value, NULL))
            return left(a, "the number is larger than the setting takes");
        note_used(a, p->tag->all);
        return IMPORT_SETTING;
    }
    if (used)
        return put_or_rest(a, p, p->tag->path, p->value, p->value);
    str_set(&a->why, "it needs a number for all, and there is none: set %s, then %s", p->tag->all,
            p->tag->path);
    return IMPORT_LEFT;
}

static enum import_fate demand(struct access *a, const struct part *p)
{
    static const char *const heads[] = {"VERIFY", "ENCR:", "PERM+", "TEMP+"};
    bool server = strcmp(p->tag->name, "TLS_Srv") == 0, known = false;
    if (server && is_smart_host(a, p->key)) {
        bool encrypts = strcasecmp(p->value, demands[0].value) == 0;
        if (encrypts && import_has(a->imp, "outbound.auth_file"))
            return implied(a); /* no password goes out in the clear */
        /* Whatever else is demanded takes the place of the profile's own entry. */
        MUST(import_set(a->imp, "outbound.smart_host_tls", encrypts ? "required" : "optional",
                        NULL));
        note_used(a, "outbound.smart_host_tls");
        if (encrypts)
            return IMPORT_SETTING;
    }
    for (size_t i = 0; i < ARRAY_LEN(demands); i++)
        if (strcasecmp(p->value, demands[i].value) == 0 && p->kind != PART_BARE)
            return put_or_rest(a, p, p->tag->path, demands[i].name, demands[i].value);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        known = known || strncasecmp(p->value, heads[i], strlen(heads[i])) == 0;
    return known && is_plain(p->value, ":+=,./_-")
               ? rest(a, p, p->value)
               : left(a, "it is no demand on TLS: VERIFY, VERIFY:bits, ENCR:bits and the like");
}

static enum import_fate never(struct access *a, const struct part *p)
{
    if (strcasecmp(p->value, "NO") != 0)
        return left(a, "Try_TLS: takes NO");
    return p->kind == PART_BARE ? rest(a, p, "NO") : put_or_rest(a, p, p->tag->path, NULL, "NO");
}

/*
 * Letters, each a feature.  Those with which mail can be smuggled stand in the profile alone;
 * the first entry that is found counts, so each client's has what is for all as well.
 */
static enum import_fate server_features(struct access *a, const struct part *p)
{
    static const char smuggling[] = "it opens the way to SMTP smuggling (CVE-2023-51765); give "
                                    "refuse.lax_clients what such a client needs";
    const char *all = value_for_all(a, p->tag->name);
    bool http = all != NULL && strcmp(all, "h") == 0, own_http = false;
    struct strs letters = {0};
    struct str text = STR_INIT;
    strs_split(&letters, p->value, " \t");
    strs_sort(&letters);
    for (size_t i = 0; i < letters.n; i++) {
        own_http = own_http || strcmp(letters.v[i], "h") == 0;
        if (strcmp(letters.v[i], "h") != 0)
            str_addf(&text, "%s%s", text.len > 0 ? " " : "", letters.v[i]);
    }
    strs_free(&letters);
    size_t lax = 0;
    while (lax < ARRAY_LEN(laxities) && strcmp(laxities[lax].letters, str_text(&text)) != 0)
        lax++;
    str_free(&text);
    if (p->kind == PART_BARE && http) {
        MUST(import_set(a->imp, p->tag->all, "true", NULL));
        note_used(a, p->tag->all);
        return IMPORT_SETTING;
    }
    if (p->kind != PART_BARE && own_http == http && lax < ARRAY_LEN(laxities) &&
        put(a, p, p->tag->path, laxities[lax].name))
        return IMPORT_SETTING;
    if (strpbrk(p->value, "FGOU") != NULL)
        return left(a, smuggling);
    enum import_fate fate = features(a, p);
    /* There is one entry for all; the other would be the profile's own. */
    if (fate == IMPORT_RAW && p->kind == PART_BARE)
        MUST(import_set(a->imp, p->tag->all, "false", NULL));
    return fate;
}

static enum import_fate features(struct access *a, const struct part *p)
{
    struct strs letters = {0};
    bool good = true;
    strs_split(&letters, p->value, " \t");
    for (size_t i = 0; i < letters.n; i++) {
        const char *one = letters.v[i];
        bool letter = (one[0] | 0x20) >= 'a' && (one[0] | 0x20) <= 'z';
        bool alone = one[1] == '\0' || (one[1] >= '0' && one[1] <= '9' && one[2] == '\0');
        good = good && letter && alone && strchr("FGOU", one[0]) == NULL;
    }
    strs_free(&letters);
    return good ? rest(a, p, p->value) : left(a, "it takes letters between blanks, such as: v h");
}

static enum import_fate options(struct access *a, const struct part *p)
{
    return strchr(p->value, '=') != NULL && is_plain(p->value, " \t:;,=+.!/_-")
               ? rest(a, p, p->value)
               : left(a, "it takes options of plain characters: name=value; name=value");
}

static enum import_fate group(struct access *a, const struct part *p)
{
    const json_t *groups = json_object_get(json_object_get(a->imp->values, "queue"), "groups");
    bool known = json_object_get(groups, p->value) != NULL;
    return known && p->kind != PART_NETWORK && put(a, p, p->tag->path, p->value)
               ? IMPORT_SETTING
               : left(a, "queue.group_of takes domains and addresses, each with a name of "
                         "queue.groups");
}

static enum import_fate nowhere(struct access *a, const struct part *p)
{
    return left(a, p->tag->why);
}

/* value: NULL for a list.  False if the setting does not take it. */
static bool put(struct access *a, const struct part *p, const char *path, const char *value)
{
    const struct network *net = p->kind == PART_NETWORK ? &p->net : NULL;
    if (p->kind == PART_BARE || !runs_add(&a->runs, a->imp, path, p->key, net, value))
        return false;
    note_used(a, path);
    return true;
}

/* entry: what stands in a table if the setting does not take it. */
static enum import_fate put_or_rest(struct access *a, const struct part *p, const char *path,
                                    const char *value, const char *entry)
{
    return put(a, p, path, value) ? IMPORT_SETTING : rest(a, p, entry);
}

/* Only what the reader of tables.access_file takes: printable, and a network in its one form. */
static enum import_fate rest(struct access *a, const struct part *p, const char *value)
{
    struct strs keys = {0};
    for (const char *c = value; *c != '\0'; c++)
        if ((*c < ' ' || *c > '~') && *c != '\t')
            return left(a, "a table takes printable ASCII alone");
    if (p->kind == PART_NETWORK)
        network_access_keys(&p->net, &keys);
    else
        strs_add(&keys, p->key);
    for (size_t i = 0; i < keys.n; i++)
        str_addf(a->rest, "%s:%s\t%s\n", p->tag->name, keys.v[i], value);
    strs_free(&keys);
    return IMPORT_RAW;
}

static enum import_fate left(struct access *a, const char *why)
{
    if (a->why == NULL)
        str_set(&a->why, "%s", why);
    return IMPORT_LEFT;
}

static enum import_fate implied(struct access *a)
{
    a->implied = true;
    return IMPORT_NONE;
}

static void note_used(struct access *a, const char *path)
{
    if (!strs_has(&a->used, path))
        strs_add(&a->used, path);
}

/* What the entry of a tag without a key says; NULL: there is none. */
static const char *value_for_all(const struct access *a, const char *tag)
{
    struct str key = STR_INIT;
    str_addf(&key, "%s:", tag);
    for (char *c = key.buf; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    const char *value = json_string_value(json_object_get(a->keys, str_text(&key)));
    str_free(&key);
    return value;
}

static bool is_loopback(const struct part *p)
{
    static const char *const names[] = {"localhost", "localhost.localdomain", "localhost6",
                                        "localhost6.localdomain6"};
    if (p->kind == PART_NETWORK)
        return network_is_loopback(&p->net);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcasecmp(p->key, names[i]) == 0)
            return true;
    return false;
}

/* As {server_name} has it, without brackets. */
static bool is_smart_host(const struct access *a, const char *key)
{
    const char *host = import_text(a->imp, "outbound.smart_host");
    if (host == NULL)
        return false;
    host += host[0] == '[' ? 1 : 0;
    key += key[0] == '[' ? 1 : 0;
    size_t len = strcspn(key, "]");
    return strncasecmp(host, key, len) == 0 && (host[len] == '\0' || host[len] == ']');
}

static bool is_plain(const char *value, const char *more)
{
    for (const char *c = value; *c != '\0'; c++)
        if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') && !(*c >= '0' && *c <= '9') &&
            strchr(more, *c) == NULL)
            return false;
    return true;
}
