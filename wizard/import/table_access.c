/*
 * The access table (cf/README, "Anti-Spam Configuration Control"): its keys as sendmail looks
 * them up.  What an entry says under its tag is carried in access_tags.c.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/access_parts.h"

#include "model/type.h"

enum { LABEL_MAX = 63, LOCAL_MAX = 64 };

static void read_keys(struct access *a);
static char *small_key(const char *tag, const char *key);
static enum import_fate carry(struct access *a, const struct table_entry *e);
static enum import_fate carry_untagged(struct access *a, struct part *p);
static enum part_kind kind_of(const char *key, struct network *net);
static bool in_brackets(const char *key, struct network *net);
static bool is_name(const char *key);
static size_t tag_len(const char *key);
static bool refuses(const char *value);
static void leave(struct access *a, const struct table_entry *e, const char *file);
static void sum_up(struct access *a, struct import_table *t, const size_t *fates);

void import_table_access(struct import *imp, const struct import_terms *terms, const char *text,
                         size_t len, const char *file, struct str *rest)
{
    struct access a = {.imp = imp, .terms = terms, .rest = rest, .keys = json_object()};
    struct import_table *t = import_add_table(imp, "access", file);
    size_t fates[IMPORT_FATES] = {0};
    MUST(a.keys != NULL);
    table_entries_read(&a.entries, text, len);
    read_keys(&a);
    for (size_t i = 0; i < a.entries.n; i++) {
        const struct table_entry *e = &a.entries.v[i];
        enum import_fate fate = carry(&a, e);
        if (fate == IMPORT_LEFT)
            leave(&a, e, file);
        fates[fate]++;
    }
    runs_end(&a.runs, imp);
    import_tables_end(imp, terms);
    sum_up(&a, t, fates);
    table_entries_free(&a.entries);
    json_decref(a.keys);
    strs_free(&a.used);
    free(a.why);
}

/* Which keys there are decides what an entry without a tag stands for. */
static void read_keys(struct access *a)
{
    for (size_t i = 0; i < a->entries.n; i++) {
        const struct table_entry *e = &a->entries.v[i];
        if (e->fault != NULL || e->again)
            continue;
        bool to = strncasecmp(e->key, "To:", 3) == 0 || tag_len(e->key) == 0;
        char *small = small_key("", e->key);
        json_t *value = json_string_nocheck(e->value);
        MUST(json_object_set_new_nocheck(a->keys, small, value) == 0);
        a->denies_to = a->denies_to || (to && refuses(e->value));
        free(small);
    }
}

/* makemap folds keys. */
static char *small_key(const char *tag, const char *key)
{
    struct str small = STR_INIT;
    str_addf(&small, "%s%s%s", tag, tag[0] != '\0' ? ":" : "", key);
    for (char *c = small.buf; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return str_take(&small);
}

static enum import_fate carry(struct access *a, const struct table_entry *e)
{
    size_t len = tag_len(e->key);
    struct part p = {.key = e->key + (len > 0 ? len + 1 : 0), .value = e->value};
    free(a->why);
    a->why = NULL;
    if (e->fault != NULL) {
        str_set(&a->why, "%s", e->fault);
        return IMPORT_LEFT;
    }
    if (e->again)
        return IMPORT_NONE;
    p.kind = kind_of(p.key, &p.net);
    if (len > 0) {
        p.tag = access_tag_find(e->key, len);
        if (p.tag == NULL)
            str_set(&a->why, "sendmail knows no tag %.*s:", (int)len, e->key);
        else if (p.kind == PART_BARE && !p.tag->bare && p.tag->why == NULL)
            str_set(&a->why, "%s: needs a key, and no blank may stand before it", p.tag->name);
        else if (p.kind != PART_OTHER || p.tag->why != NULL)
            return p.tag->carry(a, &p);
    }
    if (a->why == NULL && p.kind == PART_OTHER)
        str_set(&a->why, "%s",
                strchr(p.key, '/') != NULL
                    ? "sendmail knows no networks with a /, so this has never had an effect; put "
                      "it into the setting that is meant"
                    : "it is no key that sendmail looks up: a domain, an address, joe@, or the "
                      "leading parts of an IP address");
    return a->why != NULL ? IMPORT_LEFT : carry_untagged(a, &p);
}

/*
 * Without a tag it is about clients and senders, and recipients with blocklist_recipients,
 * but an entry with the tag goes before it.  RELAY lets a domain send and be sent to.
 */
static enum import_fate carry_untagged(struct access *a, struct part *p)
{
    bool relays = strcasecmp(p->value, "RELAY") == 0;
    bool name = p->kind == PART_NAME, network = p->kind == PART_NETWORK;
    bool mail = p->kind == PART_ADDRESS || p->kind == PART_USER;
    const struct {
        const char *tag;
        bool meant;
    } parts[] = {
        {"Connect", !mail},
        {"From", relays ? mail : !network},
        {"To", relays ? name : !network && a->terms->blocks_recipients},
    };
    enum import_fate fate = IMPORT_NONE;
    p->untagged = true;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        char *tagged = small_key(parts[i].tag, p->key);
        if (parts[i].meant && json_object_get(a->keys, tagged) == NULL) {
            p->tag = access_tag_find(parts[i].tag, strlen(parts[i].tag));
            enum import_fate got = p->tag->carry(a, p);
            fate = got > fate ? got : fate;
        }
        free(tagged);
    }
    return fate;
}

static enum part_kind kind_of(const char *key, struct network *net)
{
    size_t len = strlen(key);
    const char *at = strchr(key, '@');
    if (len == 0)
        return PART_BARE;
    if (runs_network(key, net))
        return PART_NETWORK;
    if (key[0] == '[')
        return in_brackets(key, net) ? PART_LITERAL : PART_OTHER;
    if (at == NULL)
        return is_name(key) ? PART_NAME : PART_OTHER;
    if (at - key > LOCAL_MAX)
        return PART_OTHER;
    if (at[1] != '\0')
        return type_matches(TYPE_ADDRESS, key, len) ? PART_ADDRESS : PART_OTHER;
    return type_matches(TYPE_RECIPIENT, key, len) ? PART_USER : PART_OTHER;
}

/* An address as it stands for a host without a name. */
static bool in_brackets(const char *key, struct network *net)
{
    size_t len = strlen(key);
    char *bare = mem_dupn(key + 1, len - 1);
    bool good = len > 2 && key[len - 1] == ']';
    if (good) {
        bare[len - 2] = '\0';
        good = runs_network(bare, net);
    }
    free(bare);
    return good;
}

/* A domain, be it one label as in "com"; its last one is no number. */
static bool is_name(const char *key)
{
    const char *last = strrchr(key, '.');
    last = last != NULL ? last + 1 : key;
    if (!type_matches(TYPE_HELO, key, strlen(key)) || strspn(last, "0123456789") == strlen(last))
        return false;
    for (const char *label = key; *label != '\0'; label += strcspn(label, ".")) {
        label += *label == '.' ? 1 : 0;
        if (strcspn(label, ".") > LABEL_MAX)
            return false;
    }
    return true;
}

/* The bytes before the colon of a tag, or 0; IPv6: is none. */
static size_t tag_len(const char *key)
{
    size_t len = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    bool v6 = len == 4 && strncasecmp(key, "IPv6", 4) == 0;
    return key[len] == ':' && !v6 ? len : 0;
}

static bool refuses(const char *value)
{
    static const char *const harmless[] = {"OK", "RELAY", "SKIP"};
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
        if (strcasecmp(value, harmless[i]) == 0)
            return false;
    return true;
}

/* The line as it is, but never what stands behind AuthInfo: passwords. */
static void leave(struct access *a, const struct table_entry *e, const char *file)
{
    static const char secret[] = "AuthInfo:";
    struct str text = STR_INIT;
    str_addf(&text, "%s%s%s", e->key, e->value[0] != '\0' ? " " : "", e->value);
    for (char *c = text.buf; *c != '\0'; c++) {
        if (strncasecmp(c, secret, strlen(secret)) != 0)
            continue;
        c[strcspn(c, " \t\"")] = '\0';
        break;
    }
    import_add_left(a->imp, file, e->line, str_text(&text), a->why);
    str_free(&text);
}

static void sum_up(struct access *a, struct import_table *t, const size_t *fates)
{
    struct strs remarks = {0};
    struct str text = STR_INIT;
    t->entries = (long)a->entries.n;
    t->left = (long)fates[IMPORT_LEFT];
    t->fate = fates[IMPORT_RAW] > 0       ? IMPORT_RAW
              : fates[IMPORT_SETTING] > 0 ? IMPORT_SETTING
              : fates[IMPORT_LEFT] > 0    ? IMPORT_LEFT
                                          : IMPORT_NONE;
    for (size_t i = 0; i < a->used.n; i++)
        strs_add(&t->settings, a->used.v[i]);
    if (fates[IMPORT_RAW] > 0) {
        str_addf(&text,
                 "%zu of its entries, which no setting can say exactly, go into a table of "
                 "their own",
                 fates[IMPORT_RAW]);
        strs_add(&remarks, str_text(&text));
    }
    if (a->implied)
        strs_add(&remarks, "some entries need no setting: this host itself, and its own domains, "
                           "are always let through");
    if (a->recoded)
        strs_add(&remarks, "refusals that give a code alone say 5.7.1, too, now");
    if (a->entries.cr)
        strs_add(&remarks, "lines end with CR LF, which sendmail takes for a part of the value");
    str_clear(&text);
    strs_join(&remarks, "; ", &text);
    if (remarks.n > 0)
        str_set(&t->why, "%s", str_text(&text));
    strs_free(&remarks);
    str_free(&text);
}
