/*
 * The tables beside a .mc of our own against those that its profile renders to, entry by entry:
 * what was added by hand goes the way of any table, what was removed leaves the profile.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cmd/import_own_parts.h"
#include "cmd/import_tables.h"

#include "import/table_text.h"

#include "model/network.h"

#include "relay/room.h"

#include "sys/file.h"

enum { MODE_OTHERS = 0077 };

/* A table as it lies there, and as a rendering has it. */
struct both {
    const char *name; /* borrowed */
    char *file;       /* owned: where it lies */
    struct str text;
    struct table_entries source, made;
    bool quotes; /* whole entries of made may be shown */
    size_t *in_made,
        *in_source; /* owned: for each of source, and of made, its place there from 1 */
};

/* An entry under its text, to be sorted. */
struct keyed {
    char *text; /* owned */
    size_t at;
};

typedef void reader(struct table_entries *entries, const char *text, size_t len);

static bool read_both(const struct context *ctx, const struct import_run *run,
                      const struct render_file *made, struct both *both);
static void add_recovered(const struct import_run *run, const char *table, struct str *out);
static void free_both(struct both *both);
static reader *reader_of(const char *name);
static void pair(const struct table_entries *a, const struct table_entries *b, size_t **in_b,
                 size_t **in_a);
static struct keyed *sorted(const struct table_entries *entries);
static int by_text(const void *a, const void *b);
static void free_keyed(struct keyed *keys, size_t n);
static void add_normal(const struct table_entry *e, struct str *out);
static bool is_table(const struct import_run *run, const struct render_file *f);
static bool is_stubbed(const struct import_run *run, const char *table);
static void take_table(struct import_run *run, const struct render_file *made, struct both *both);
static bool is_secret(const struct render_file *made);
static void leave_whole(struct import_run *run, struct import_table *table, const char *why);
static void forget_removed(struct import_run *run, const struct both *both);
static bool forget(struct import *imp, const char *path, const char *key);
static bool stands_for(const char *item, const char *key);
static void import_added(struct import_run *run, const struct both *both);
static void take_role(struct import *imp, const json_t *before);
static void add_lines(const struct both *both, struct str *out);
static void leave_entries(struct import_run *run, const struct both *both, const char *why);
static bool is_told(const struct import *imp, const struct both *both, const struct table_entry *e);
static void leave_removed(struct import_run *run, const struct both *was, const struct both *is);
static void leave_lost(struct import_run *run, const struct both *was, const struct both *is);
static struct import_table *carry(struct import_run *run, const struct both *both);
static char *shown(const struct table_entry *e);

const char *const own_table_files[][2] = {
    {"tables.access_file", "access"},
    {"tables.aliases_file", "aliases"},
    {"tables.mailertable_file", "mailertable"},
    {"tables.virtusertable_file", "virtusertable"},
    {"tables.genericstable_file", "genericstable"},
    {"tables.domaintable_file", "domaintable"},
    {"tables.recipients_file", "recipients"},
    {"tables.domains_file", "local-host-names"},
    {NULL, NULL},
};

/* The settings in which an entry may stand by its key alone, behind the tag. */
static const struct {
    const char *table, *tag, *path;
} plain[] = {
    {"local-host-names", "", "host.domains"},
    {"aliases", "", "local.aliases"},
    {"mailertable", "", "addresses.routes"},
    {"mailertable", "", "relay.routes"},
    {"virtual-domains", "", "addresses.virtual_domains"},
    {"virtusertable", "", "addresses.virtual_users"},
    {"genericstable", "", "addresses.generic_users"},
    {"domaintable", "", "addresses.domain_aliases"},
    {"recipients", "", "inbound.recipient_list"},
    {"recipients", "", "relay.recipient_list"},
    {"access", "Connect:", "relay.networks"},
    {"access", "Connect:", "relay.hosts"},
    {"access", "Connect:", "access.deny_clients"},
    {"access", "Connect:", "access.accept_clients"},
    {"access", "From:", "access.deny_senders"},
    {"access", "From:", "access.accept_senders"},
    {"access", "To:", "access.deny_recipients"},
    {"access", "Helo:", "access.deny_helo"},
};

void own_tables_take(const struct context *ctx, struct import_run *run)
{
    const struct render_output *out = &run->own->was.out;
    for (size_t i = 0; i < out->n; i++) {
        const struct render_file *f = &out->files[i];
        struct both both = {.name = f->name};
        if (is_table(run, f) && read_both(ctx, run, f, &both))
            take_table(run, f, &both);
        free_both(&both);
    }
}

/* What is neither a .mc nor a .cf, and not made of what is not here. */
static bool is_table(const struct import_run *run, const struct render_file *f)
{
    const struct strs *names = &run->own->was.out.names;
    bool secret = is_secret(f) && is_stubbed(run, NULL);
    return !strs_has(names, f->name) && !str_ends(f->name, ".cf") && !secret;
}

/* table NULL: what holds secrets. */
static bool is_stubbed(const struct import_run *run, const char *table)
{
    const struct strs *stubs = &run->own->stubs;
    for (size_t i = 0; table != NULL && own_table_files[i][0] != NULL; i++)
        if (strcmp(own_table_files[i][1], table) == 0)
            return strs_has(stubs, own_table_files[i][0]);
    return table == NULL && strs_has(stubs, "outbound.auth_file");
}

/* False if it does not lie there: the profile has all of it. */
static bool read_both(const struct context *ctx, const struct import_run *run,
                      const struct render_file *made, struct both *both)
{
    struct str path = STR_INIT, whole = STR_INIT;
    str_addf(&path, "%s%s", run->own->layout->mail_dir, made->name);
    both->file = import_tables_find(ctx, run, str_text(&path));
    bool found = both->file != NULL &&
                 file_read(both->file, IMPORT_TABLE_BYTES, &both->text, NULL) == 0 &&
                 render_whole(made, &whole, NULL) == 0;
    if (found) {
        add_recovered(run, made->name, &whole); /* of a file: is no edit */
        reader *read = reader_of(made->name);
        read(&both->source, str_text(&both->text), both->text.len);
        read(&both->made, str_text(&whole), whole.len);
        pair(&both->source, &both->made, &both->in_made, &both->in_source);
    }
    str_free(&path);
    str_free(&whole);
    return found;
}

static void add_recovered(const struct import_run *run, const char *table, struct str *out)
{
    for (size_t i = 0; own_table_files[i][0] != NULL; i++) {
        const char *named = import_text(&run->imp, own_table_files[i][0]);
        for (size_t k = 0; k < run->n_files; k++)
            if (strcmp(own_table_files[i][1], table) == 0 && named != NULL &&
                strcmp(named, run->files[k].name) == 0)
                str_addn(out, str_text(&run->files[k].text), run->files[k].text.len);
    }
}

static void free_both(struct both *both)
{
    table_entries_free(&both->source);
    table_entries_free(&both->made);
    str_free(&both->text);
    free(both->file);
    free(both->in_made);
    free(both->in_source);
}

static reader *reader_of(const char *name)
{
    if (strcmp(name, "aliases") == 0)
        return table_entries_read_aliases;
    bool words = strcmp(name, "local-host-names") == 0 || strcmp(name, "virtual-domains") == 0;
    return words ? table_entries_read_words : table_entries_read;
}

/*
 * Both sorted by what they say, each goes with the first of the other that is still alone.  The
 * place in b, from 1, for each of a, and the reverse; the caller frees both.
 */
static void pair(const struct table_entries *a, const struct table_entries *b, size_t **in_b,
                 size_t **in_a)
{
    struct keyed *x = sorted(a), *y = sorted(b);
    *in_b = mem_alloc((a->n + 1) * sizeof(**in_b));
    *in_a = mem_alloc((b->n + 1) * sizeof(**in_a));
    for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
        int order = strcmp(x[i].text, y[k].text);
        if (order == 0) {
            (*in_b)[x[i].at] = y[k].at + 1;
            (*in_a)[y[k].at] = x[i].at + 1;
        }
        i += order <= 0 ? 1 : 0;
        k += order >= 0 ? 1 : 0;
    }
    free_keyed(x, a->n);
    free_keyed(y, b->n);
}

static struct keyed *sorted(const struct table_entries *entries)
{
    struct keyed *keys = mem_alloc((entries->n + 1) * sizeof(*keys));
    for (size_t i = 0; i < entries->n; i++) {
        struct str text = STR_INIT;
        add_normal(&entries->v[i], &text);
        keys[i] = (struct keyed){str_take(&text), i};
    }
    qsort(keys, entries->n, sizeof(*keys), by_text);
    return keys;
}

static int by_text(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return strcmp(x->text, y->text);
}

static void free_keyed(struct keyed *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(keys[i].text);
    free(keys);
}

/* Blanks say nothing, in the list of an alias or elsewhere. */
static void add_normal(const struct table_entry *e, struct str *out)
{
    str_addf(out, "%s\t", e->key);
    for (const char *c = e->value; *c != '\0'; c++)
        if (*c != ' ' && *c != '\t')
            str_addch(out, *c);
}

static void take_table(struct import_run *run, const struct render_file *made, struct both *both)
{
    size_t added = 0, gone = 0;
    json_t *before = json_deep_copy(run->imp.values);
    MUST(before != NULL);
    for (size_t i = 0; i < both->source.n; i++)
        added += both->in_made[i] > 0 || both->source.v[i].again ? 0 : 1;
    for (size_t i = 0; i < both->made.n; i++)
        gone += both->in_source[i] > 0 || both->made.v[i].again ? 0 : 1;
    struct import_table *table = carry(run, both);
    run->own->tables_edited = run->own->tables_edited || added + gone > 0;
    if (is_secret(made)) {
        if (added + gone > 0)
            leave_whole(run, table, "it does not say what the profile's password file makes of it");
    } else {
        forget_removed(run, both);
        if (added > 0)
            import_added(run, both);
        take_role(&run->imp, before);
    }
    json_decref(before);
}

static bool is_secret(const struct render_file *made)
{
    return (made->mode & MODE_OTHERS) == 0;
}

static void leave_whole(struct import_run *run, struct import_table *table, const char *why)
{
    struct str text = STR_INIT;
    str_addf(&text, "all of %s", table->name);
    import_add_left(&run->imp, table->file, 0, str_text(&text), why);
    table->fate = IMPORT_LEFT;
    str_free(&text);
}

/* The entries that the profile says. */
static struct import_table *carry(struct import_run *run, const struct both *both)
{
    struct import_table *table = import_add_table(&run->imp, both->name, both->file);
    for (size_t i = 0; i < both->source.n; i++)
        table->entries += both->in_made[i] > 0 ? 1 : 0;
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        if (strcmp(plain[i].table, both->name) == 0 && import_has(&run->imp, plain[i].path))
            strs_add(&table->settings, plain[i].path);
    return table;
}

static void forget_removed(struct import_run *run, const struct both *both)
{
    for (size_t i = 0; i < both->made.n; i++) {
        const struct table_entry *e = &both->made.v[i];
        bool done = both->in_source[i] > 0 || e->again;
        for (size_t k = 0; k < ARRAY_LEN(plain) && !done; k++) {
            size_t tag = strlen(plain[k].tag);
            if (strcmp(plain[k].table, both->name) == 0 && strncmp(e->key, plain[k].tag, tag) == 0)
                done = forget(&run->imp, plain[k].path, e->key + tag);
        }
    }
}

static bool forget(struct import *imp, const char *path, const char *key)
{
    const json_t *value = import_value(imp, path), *item;
    struct str entry = STR_INIT;
    const char *name;
    json_t *said;
    size_t i;
    json_array_foreach(value, i, item) if (entry.len == 0 && json_is_string(item) &&
                                           stands_for(json_string_value(item), key))
        str_addf(&entry, "[%zu]", i);
    if (json_is_object(value))
        json_object_foreach((json_t *)(size_t)value, name,
                            said) if (entry.len == 0 && stands_for(name, key))
            str_addf(&entry, ".%s", name);
    bool found = entry.len > 0;
    if (found)
        free(import_unset(imp, path, str_text(&entry)));
    str_free(&entry);
    return found;
}

/* The same name, or a network with this key alone. */
static bool stands_for(const char *item, const char *key)
{
    struct network net;
    struct strs keys = {0};
    bool same = strcasecmp(item, key) == 0;
    if (!same && network_parse(item, &net)) {
        network_access_keys(&net, &keys);
        same = keys.n == 1 && strcasecmp(keys.v[0], key) == 0;
    }
    strs_free(&keys);
    return same;
}

static void import_added(struct import_run *run, const struct both *both)
{
    struct import *imp = &run->imp;
    struct str text = STR_INIT;
    json_t *before = json_deep_copy(imp->values);
    size_t access = run->access.len, tables = imp->n_tables;
    MUST(before != NULL);
    add_lines(both, &text);
    import_tables_take(run, both->name, &text, both->file);
    bool by_reference = imp->n_tables > tables && imp->tables[tables].fate == IMPORT_RAW;
    bool taken = run->access.len > access && import_has(imp, "tables.access_file");
    if (by_reference) {
        /* All of the table would come along, and most of it is in the profile already. */
        json_decref(imp->values);
        imp->values = json_incref(before);
        json_object_clear(imp->seen);
        imp->tables[tables].fate = IMPORT_LEFT;
        leave_entries(run, both, "no setting takes this entry");
    } else if (taken) {
        struct strs rest = {0};
        strs_split(&rest, str_text(&run->access) + access, "\n");
        for (size_t i = 0; i < rest.n; i++)
            if (rest.v[i][0] != '#')
                import_add_left(imp, both->file, 0, rest.v[i],
                                "no setting takes this entry, and tables.access_file names a file "
                                "already; put it there");
        strs_free(&rest);
        run->access.len = access;
        if (run->access.buf != NULL)
            run->access.buf[access] = '\0';
    }
    json_decref(before);
    str_free(&text);
}

/* Who may relay now is of effect with the role alone; and nobody is an error with it. */
static void take_role(struct import *imp, const json_t *before)
{
    static const char *const lists[] = {"relay.networks", "relay.hosts", "relay.domains"};
    const json_t *relay = json_object_get(before, "relay");
    bool come = false, gone = false, any = false;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        const json_t *old = json_object_get(relay, strchr(lists[i], '.') + 1);
        size_t n = json_array_size(import_value(imp, lists[i]));
        come = come || n > json_array_size(old);
        gone = gone || n < json_array_size(old);
        any = any || n > 0;
    }
    if (come || (gone && !any))
        import_set(imp, "roles.relay", any ? "true" : "false", NULL);
}

/* The lines of the other entries are blank, so that all keep their numbers. */
static void add_lines(const struct both *both, struct str *out)
{
    const char *at = str_text(&both->text), *end = at + both->text.len;
    size_t next = 0;
    bool keep = false;
    for (long number = 1; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop != NULL ? stop : end) - at);
        if (next < both->source.n && both->source.v[next].line == number)
            keep = false;
        for (; next < both->source.n && both->source.v[next].line == number; next++)
            keep = keep || both->in_made[next] == 0;
        if (keep)
            str_addn(out, at, len);
        str_addch(out, '\n');
        at += len + (stop != NULL ? 1 : 0);
    }
}

static void leave_entries(struct import_run *run, const struct both *both, const char *why)
{
    for (size_t i = 0; i < both->source.n; i++) {
        const struct table_entry *e = &both->source.v[i];
        if (both->in_made[i] > 0 || e->again || is_told(&run->imp, both, e))
            continue;
        char *text = shown(e);
        import_add_left(&run->imp, both->file, e->line, text, why);
        free(text);
    }
}

static bool is_told(const struct import *imp, const struct both *both, const struct table_entry *e)
{
    for (size_t i = 0; i < imp->n_left; i++)
        if (imp->left[i].line == e->line && strcmp(imp->left[i].file, both->file) == 0)
            return true;
    return false;
}

static char *shown(const struct table_entry *e)
{
    char *text = NULL;
    str_set(&text, "%s%s%s", e->key, e->value[0] != '\0' ? " " : "",
            e->value + strspn(e->value, " \t"));
    return text;
}

void own_tables_left(const struct context *ctx, struct import_run *run,
                     const struct own_render *now)
{
    for (size_t i = 0; i < run->own->was.out.n; i++) {
        const struct render_file *f = &run->own->was.out.files[i];
        const struct render_file *again = render_find(&now->out, f->name);
        struct both was = {.name = f->name}, is = {.name = f->name};
        if (is_table(run, f) && !is_secret(f) && read_both(ctx, run, f, &was)) {
            /* What stands in a file of its own may be no table at all: only keys are shown. */
            was.quotes = f->source == NULL;
            if (again != NULL && read_both(ctx, run, again, &is))
                leave_removed(run, &was, &is);
            leave_lost(run, &was, &is);
        }
        free_both(&was);
        free_both(&is);
    }
}

/* What the profile was rendered to and the table lacks, and the new profile says as well. */
static void leave_removed(struct import_run *run, const struct both *was, const struct both *is)
{
    size_t *in_is = NULL, *in_was = NULL;
    long line = 1; /* where the entry would stand */
    pair(&was->made, &is->made, &in_is, &in_was);
    for (size_t i = 0; i < was->made.n; i++) {
        if (was->in_source[i] > 0)
            line = was->source.v[was->in_source[i] - 1].line + 1;
        if (was->in_source[i] > 0 || in_is[i] == 0 || was->made.v[i].again)
            continue;
        char *text = was->quotes ? shown(&was->made.v[i]) : mem_dup(was->made.v[i].key);
        import_add_left(&run->imp, was->file, line, text,
                        "the profile says it, and the entry was removed by hand");
        free(text);
    }
    free(in_is);
    free(in_was);
}

/* What went along with an entry that was removed; is: empty if the table is gone. */
static void leave_lost(struct import_run *run, const struct both *was, const struct both *is)
{
    for (size_t i = 0; i < was->source.n; i++) {
        if (was->in_made[i] == 0 || (is->in_made != NULL && is->in_made[i] > 0) ||
            was->source.v[i].again)
            continue;
        char *text = shown(&was->source.v[i]);
        import_add_left(&run->imp, was->file, was->source.v[i].line, text,
                        "what else was edited by hand keeps the profile from saying it");
        free(text);
    }
}

int own_tables_recover(const struct context *ctx, struct import_run *run, const char *room,
                       struct err *err)
{
    int rc = 0;
    for (size_t i = 0; own_table_files[i][0] != NULL && rc == 0; i++) {
        const char *setting = own_table_files[i][0], *table = own_table_files[i][1];
        const struct render_file *made = render_find(&run->own->was.out, table);
        struct both both = {.name = table};
        struct str name = STR_INIT;
        if (!is_stubbed(run, table) || made == NULL)
            continue;
        const char *named = import_text(&run->imp, setting);
        if (read_both(ctx, run, made, &both) && run->n_files < IMPORT_FILES) {
            struct import_file *file = &run->files[run->n_files];
            if (own_is_plain(run, named))
                str_add(&name, named);
            else
                str_addf(&name, "%s.%s", run->stem, table);
            struct str lines = STR_INIT;
            add_lines(&both, &lines);
            /* Without the blank lines that stand for the others. */
            for (const char *at = str_text(&lines); *at != '\0'; at += strcspn(at, "\n") + 1)
                if (*at != '\n')
                    str_addn(&file->text, at, strcspn(at, "\n") + 1);
            str_free(&lines);
            file->name = mem_dup(str_text(&name));
            run->n_files++;
            struct str said = STR_INIT;
            str_addf(&said, "%s names a file that is not here (%s): %s has its entries", setting,
                     named, file->name);
            strs_add(&run->remarks, str_text(&said));
            str_free(&said);
            import_set(&run->imp, setting, file->name, NULL);
            rc = room_write(room, file->name, str_text(&file->text), file->text.len, NULL, err);
        } else {
            import_add_left(&run->imp, run->source, 0, named,
                            "the profile names this file, and neither it nor its table is here");
        }
        free_both(&both);
        str_free(&name);
    }
    return rc;
}
