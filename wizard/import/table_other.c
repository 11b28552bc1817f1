/*
 * Tables beside access and the domains.  A short one whose entries all fit a setting becomes
 * that, so that it can be edited; any other stays as it is, and a setting names its file.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/table_text.h"
#include "import/tables.h"

#include "model/alias.h"

enum { SHORT_MAX = 200, SPLIT_MAX = 5000 };

/* What an entry becomes.  path NULL: the profile says it without. */
struct wish {
    const char *path;
    struct str key, value;
    bool list;
};

typedef bool converter(struct import *imp, const struct table_entry *e, struct wish *w);

static converter as_alias, as_route, as_virtual, as_generic, as_domain_alias, as_recipient;
static bool fits(const struct wish *w);
static bool to_settings(struct import *imp, struct import_table *t, converter *convert,
                        const struct table_entries *entries);
static void add_names(struct import *imp, struct import_table *t, const char *path,
                      const char *file, const struct table_entries *entries);
static void by_reference(struct import *imp, struct import_table *t, const char *setting,
                         const char *file, const struct table_entries *entries);
static void leave_whole(struct import *imp, struct import_table *t, const char *file,
                        const char *why);
static bool always_there(struct import *imp, const char *key, const char *value);
static const char *unknown_text(const struct import *imp);
static const char *domain_of(const char *address);

typedef void reader(struct table_entries *entries, const char *text, size_t len);

static const struct kind {
    const char *name;
    reader *read;
    converter *convert;  /* NULL: a list of names */
    const char *setting; /* that names a file of them, or the list */
} kinds[] = {
    {.name = "aliases",
     .read = table_entries_read_aliases,
     .convert = as_alias,
     .setting = "tables.aliases_file"},
    {.name = "mailertable",
     .read = table_entries_read,
     .convert = as_route,
     .setting = "tables.mailertable_file"},
    {.name = "virtusertable",
     .read = table_entries_read,
     .convert = as_virtual,
     .setting = "tables.virtusertable_file"},
    {.name = "genericstable",
     .read = table_entries_read,
     .convert = as_generic,
     .setting = "tables.genericstable_file"},
    {.name = "domaintable",
     .read = table_entries_read,
     .convert = as_domain_alias,
     .setting = "tables.domaintable_file"},
    {.name = "recipients",
     .read = table_entries_read,
     .convert = as_recipient,
     .setting = "tables.recipients_file"},
    {.name = "generics-domains",
     .read = table_entries_read_words,
     .setting = "addresses.generic_domains"},
    {.name = "virtuser-domains",
     .read = table_entries_read_words,
     .setting = "addresses.virtual_domains"},
    {.name = "virtual-domains",
     .read = table_entries_read_words,
     .setting = "addresses.virtual_domains"},
    {.name = "trusted-users", .read = table_entries_read_words, .setting = "local.trusted_users"},
};

void import_table_other(struct import *imp, const char *name, const char *text, size_t len,
                        const char *file)
{
    struct import_table *t = import_add_table(imp, name, file);
    struct table_entries entries = {0};
    const struct kind *kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            kind = &kinds[i];
    (kind != NULL ? kind->read : table_entries_read)(&entries, text, len);
    t->entries = (long)entries.n;
    if (entries.n == 0)
        t->fate = IMPORT_NONE;
    else if (kind == NULL)
        leave_whole(imp, t, file, "no setting stands for a table of this kind");
    else if (kind->convert == NULL)
        add_names(imp, t, kind->setting, file, &entries);
    else if (!to_settings(imp, t, kind->convert, &entries))
        by_reference(imp, t, kind->setting, file, &entries);
    table_entries_free(&entries);
}

/* All entries or none, so that a table is not torn in two; then false. */
static bool to_settings(struct import *imp, struct import_table *t, converter *convert,
                        const struct table_entries *entries)
{
    struct wish *wishes = mem_alloc(entries->n * sizeof(*wishes));
    bool good = entries->n <= SHORT_MAX;
    for (size_t i = 0; good && i < entries->n; i++) {
        const struct table_entry *e = &entries->v[i];
        good = e->again || (convert(imp, e, &wishes[i]) && fits(&wishes[i]));
        if (!good)
            str_set(&t->why, "line %ld is nothing that a setting takes", e->line);
    }
    t->fate = IMPORT_NONE;
    for (size_t i = 0; good && i < entries->n; i++) {
        const struct wish *w = &wishes[i];
        if (w->path == NULL)
            continue;
        MUST(w->list ? import_add(imp, w->path, str_text(&w->key), NULL)
                     : import_put(imp, w->path, str_text(&w->key), str_text(&w->value), NULL));
        t->fate = IMPORT_SETTING;
        if (!strs_has(&t->settings, w->path))
            strs_add(&t->settings, w->path);
    }
    for (size_t i = 0; i < entries->n; i++) {
        str_free(&wishes[i].key);
        str_free(&wishes[i].value);
    }
    free(wishes);
    return good;
}

void import_table_split(struct import *imp, struct import_table *t, const char *text, size_t len,
                        const char *why)
{
    struct table_entries entries = {0};
    const struct kind *kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, t->name) == 0 && kinds[i].convert != NULL)
            kind = &kinds[i];
    strs_free(&t->settings);
    t->fate = IMPORT_LEFT;
    if (kind != NULL)
        kind->read(&entries, text, len);
    for (size_t i = 0; i < entries.n && entries.n <= SPLIT_MAX; i++) {
        const struct table_entry *e = &entries.v[i];
        struct wish w = {0};
        if (!e->again && kind->convert(imp, e, &w) && fits(&w)) {
            t->fate = IMPORT_SETTING;
            if (w.path != NULL && !w.list)
                import_put(imp, w.path, str_text(&w.key), str_text(&w.value), NULL);
            else if (w.path != NULL)
                import_add(imp, w.path, str_text(&w.key), NULL);
            if (w.path != NULL && !strs_has(&t->settings, w.path))
                strs_add(&t->settings, w.path);
        } else if (!e->again) {
            struct str entry = STR_INIT;
            str_addf(&entry, "%s %s", e->key, e->value);
            import_add_left(imp, t->file, e->line, str_text(&entry),
                            "no setting takes it, and its table cannot come along as it is");
            t->left++;
            str_free(&entry);
        }
        str_free(&w.key);
        str_free(&w.value);
    }
    if (t->fate == IMPORT_LEFT && t->left == 0)
        leave_whole(imp, t, t->file, why);
    else
        str_set(&t->why, "not as it is: %s", why);
    table_entries_free(&entries);
}

static bool fits(const struct wish *w)
{
    return w->path == NULL || import_fits(w->path, w->list ? NULL : str_text(&w->key),
                                          str_text(w->list ? &w->key : &w->value), NULL);
}

/* Names, each for itself. */
static void add_names(struct import *imp, struct import_table *t, const char *path,
                      const char *file, const struct table_entries *entries)
{
    bool is_virtual = strcmp(path, "addresses.virtual_domains") == 0;
    t->fate = IMPORT_NONE;
    for (size_t i = 0; i < entries->n; i++) {
        const struct table_entry *e = &entries->v[i];
        char *why = NULL;
        /* Virtual users are looked up for this site's own domains anyway. */
        if (e->again || (is_virtual && import_tables_own(imp, e->key)))
            continue;
        if (import_add(imp, path, e->key, &why)) {
            t->fate = IMPORT_SETTING;
        } else {
            import_add_left(imp, file, e->line, e->key, why);
            t->left++;
        }
        free(why);
    }
    if (t->fate == IMPORT_SETTING)
        strs_add(&t->settings, path);
    else if (t->left > 0)
        t->fate = IMPORT_LEFT;
}

static void by_reference(struct import *imp, struct import_table *t, const char *setting,
                         const char *file, const struct table_entries *entries)
{
    static const struct {
        const char *sign, *what;
    } signs[] = {
        {"|", "an alias starts a program, which local.programs must allow"},
        {":include:", "an alias reads a list of addresses from a file"},
        {"/", "an alias writes into a file, which local.file_environment must confine"},
    };
    char *why = NULL;
    if (!import_set(imp, setting, file, &why)) {
        leave_whole(imp, t, file, why);
        free(why);
        return;
    }
    strs_add(&t->settings, setting);
    t->fate = IMPORT_RAW;
    if (entries->n > SHORT_MAX)
        str_set(&t->why, "it has more than %d entries, so it stays a file", SHORT_MAX);
    else if (t->why != NULL)
        str_set(&t->why, "%s, so it stays a file", t->why);
    for (size_t s = 0; strcmp(t->name, "aliases") == 0 && s < ARRAY_LEN(signs); s++)
        for (size_t i = 0; i < entries->n; i++) {
            const char *at = strstr(entries->v[i].value, signs[s].sign);
            if (at == NULL || (at > entries->v[i].value && strchr(" \t,\"", at[-1]) == NULL))
                continue;
            str_set(&t->why, "%s; line %ld: %s", t->why, entries->v[i].line, signs[s].what);
            break;
        }
}

static void leave_whole(struct import *imp, struct import_table *t, const char *file,
                        const char *why)
{
    struct str text = STR_INIT;
    str_addf(&text, "all of %s", t->name);
    import_add_left(imp, file, 0, str_text(&text), why);
    t->fate = IMPORT_LEFT;
    t->left = t->entries;
    str_set(&t->why, "%s", why);
    str_free(&text);
}

/* Names and addresses alone; what a profile has of its own need not be said. */
static bool as_alias(struct import *imp, const struct table_entry *e, struct wish *w)
{
    struct strs targets = {0};
    (void)imp;
    if (e->fault != NULL)
        return false;
    strs_split(&targets, e->value, ",");
    strs_join(&targets, ", ", &w->value);
    strs_free(&targets);
    str_add(&w->key, e->key);
    w->path = "local.aliases";
    for (size_t i = 0; i < ALIAS_DEFAULTS; i++)
        if (strcasecmp(e->key, alias_defaults[i].name) == 0 &&
            strcasecmp(str_text(&w->value), alias_defaults[i].target) == 0)
            w->path = NULL;
    return true;
}

/* esmtp:host alone: that is what a route becomes. */
static bool as_route(struct import *imp, const struct table_entry *e, struct wish *w)
{
    static const char esmtp[] = "esmtp:";
    bool relayed = import_holds(imp, "relay.domains", e->key);
    if (e->fault != NULL || strncasecmp(e->value, esmtp, strlen(esmtp)) != 0 ||
        (!relayed && import_tables_own(imp, e->key)))
        return false;
    w->path = relayed ? "relay.routes" : "addresses.routes";
    str_add(&w->key, e->key);
    str_add(&w->value, e->value + strlen(esmtp));
    return true;
}

static bool as_virtual(struct import *imp, const struct table_entry *e, struct wish *w)
{
    static const char none[] = "error:nouser", reply[] = "error:5.1.1:";
    bool named = strncasecmp(e->value, none, strlen(none)) == 0;
    bool coded = strncasecmp(e->value, reply, strlen(reply)) == 0;
    if (e->fault != NULL || !import_tables_own(imp, domain_of(e->key)))
        return false;
    if (!always_there(imp, e->key, e->value))
        w->path = "addresses.virtual_users";
    str_add(&w->key, e->key);
    if (!named && !coded) {
        str_add(&w->value, e->value);
        return true;
    }
    const char *text = e->value + (named ? strlen(none) : strlen(reply));
    text += strspn(text, " \t\"");
    text += strncmp(text, "550 ", 4) == 0 ? 4 : 0;
    size_t len = strlen(text);
    len -= len > 0 && text[len - 1] == '"' ? 1 : 0;
    char *bare = mem_dupn(text, len);
    bool usual = strcmp(bare, unknown_text(imp)) == 0;
    str_addf(&w->value, "%s%s%s", none, usual || len == 0 ? "" : " ", usual ? "" : bare);
    free(bare);
    return usual || len > 0;
}

/* What a virtual domain of a profile has without being told. */
static bool always_there(struct import *imp, const char *key, const char *value)
{
    struct str text = STR_INIT;
    size_t local = strcspn(key, "@");
    str_addf(&text, "error:5.1.1:\"550 %s\"", unknown_text(imp));
    bool error = local == 0 && strcmp(value, str_text(&text)) == 0;
    bool name = local > 0 && strlen(value) == local && strncasecmp(key, value, local) == 0 &&
                (strcasecmp(value, "postmaster") == 0 || strcasecmp(value, "abuse") == 0);
    str_free(&text);
    return (error || name) && import_holds(imp, "addresses.virtual_domains", domain_of(key));
}

static const char *unknown_text(const struct import *imp)
{
    const char *text = import_text(imp, "inbound.unknown_text");
    return text != NULL ? text : "User unknown";
}

/* A name stands for every domain whose senders are rewritten; an address must be in one. */
static bool as_generic(struct import *imp, const struct table_entry *e, struct wish *w)
{
    const char *domain = domain_of(e->key);
    bool listed = import_has(imp, "addresses.generic_domains");
    bool rewritten = listed ? import_holds(imp, "addresses.generic_domains", domain)
                            : import_tables_own(imp, domain) &&
                                  !import_holds(imp, "addresses.virtual_domains", domain);
    if (e->fault != NULL || (domain[0] != '\0' && !rewritten))
        return false;
    w->path = "addresses.generic_users";
    str_add(&w->key, e->key);
    str_add(&w->value, e->value);
    return true;
}

static bool as_domain_alias(struct import *imp, const struct table_entry *e, struct wish *w)
{
    if (e->fault != NULL || import_tables_own(imp, e->key) ||
        import_holds(imp, "relay.domains", e->key))
        return false;
    w->path = "addresses.domain_aliases";
    str_add(&w->key, e->key);
    str_add(&w->value, e->value);
    return true;
}

/* An address, with OK behind it (as it is compiled) or alone; there is a postmaster anyway. */
static bool as_recipient(struct import *imp, const struct table_entry *e, struct wish *w)
{
    const char *domain = domain_of(e->key);
    bool relayed = import_holds(imp, "relay.domains", domain);
    bool postmaster = strncasecmp(e->key, "postmaster@", strlen("postmaster@")) == 0;
    if ((e->value[0] != '\0' && strcasecmp(e->value, "OK") != 0) ||
        (!relayed && !import_tables_own(imp, domain)))
        return false;
    if (!postmaster)
        w->path = relayed ? "relay.recipient_list" : "inbound.recipient_list";
    w->list = true;
    str_add(&w->key, e->key);
    return true;
}

static const char *domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : "";
}
