/* The tables of which a part stands in files that the profile names; see tables_parts.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "render/table_file.h"
#include "render/tables_parts.h"

#include "sys/file.h"

/* What the profile itself brings into a table, key by key. */
struct owns {
    struct table_own *v;
    size_t n, cap;
};

static const struct file_row {
    const char *setting, *table;
    enum table_kind kind;
    const char *head; /* of the table when the profile says nothing else of it */
} rows[] = {
    {"tables.access_file", "access", TABLE_ACCESS, "access: who is denied (cf/README, access_db)"},
    {"tables.aliases_file", "aliases", TABLE_ALIASES, "aliases: where mail goes (aliases(5))"},
    {"tables.mailertable_file", "mailertable", TABLE_MAILERTABLE,
     "mailertable: where mail for a domain goes (cf/README, mailertable)"},
    {"tables.virtusertable_file", "virtusertable", TABLE_VIRTUSERTABLE,
     "virtusertable: virtual users (cf/README, virtusertable)"},
    {"tables.genericstable_file", "genericstable", TABLE_GENERICSTABLE,
     "genericstable: how senders are rewritten (cf/README, genericstable)"},
    {"tables.domaintable_file", "domaintable", TABLE_DOMAINTABLE,
     "domaintable: domains that stand for others (cf/README, domaintable)"},
    {"tables.recipients_file", "recipients", TABLE_RECIPIENTS,
     "recipients: the addresses that are accepted from outside"},
    {"tables.domains_file", "local-host-names", TABLE_DOMAINS, NULL},
};

static struct table_source *open_source(const struct profile *p, const struct file_row *row,
                                        const struct str *text, struct owns *owns,
                                        struct errs *errs);
static void list_owns(const struct profile *p, enum table_kind kind, const struct str *text,
                      struct owns *owns);
static bool yields(const struct profile *p, enum table_kind kind, const char *key, size_t len);
static void add_own(struct owns *owns, const char *key, size_t len, bool yields);
static void drop_taken(struct str *text, const struct owns *owns);
static bool stands_in(const struct str *text, const char *p);
static void check_domains(const struct profile *p, const struct file_row *row,
                          const struct str *text, const struct owns *owns, struct errs *errs);

int tables_files(const struct profile *p, struct render_output *out, struct err *err)
{
    struct errs errs = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct file_row *row = &rows[i];
        struct owns owns = {0};
        struct render_file *f = (struct render_file *)(size_t)render_find(out, row->table);
        if (!profile_matters(p, setting_find(row->setting, NULL)) ||
            profile_text(p, row->setting)[0] == '\0')
            continue;
        if (f == NULL) {
            tables_add_head(tables_add_file(out, row->table, MODE_PUBLIC), row->head);
            f = &out->files[out->n - 1];
        }
        f->source = open_source(p, row, &f->data, &owns, &errs);
        if (f->source != NULL) {
            check_domains(p, row, &f->data, &owns, &errs);
            drop_taken(&f->data, &owns);
        }
        free(owns.v);
    }
    int rc = errs.n > 0 ? -1 : 0;
    errs_into(&errs, err);
    return rc;
}

static struct table_source *open_source(const struct profile *p, const struct file_row *row,
                                        const struct str *text, struct owns *owns,
                                        struct errs *errs)
{
    struct table_source *source = NULL;
    struct err trouble = {0};
    char *path = profile_beside(p, profile_text(p, row->setting));
    int fd = file_open_table(path, &trouble);
    if (fd < 0) {
        struct err *e = profile_error(p, errs, row->setting, "%s: %s", path, trouble.text);
        if (trouble.mend != NULL)
            err_mend(e, "%s", trouble.mend);
    } else {
        bool programs = strcmp(profile_text(p, "local.programs"), "none") != 0;
        list_owns(p, row->kind, text, owns);
        const struct table_terms terms = {
            .setting = row->setting,
            .reader = {.kind = row->kind,
                       .programs = programs,
                       .files = profile_text(p, "local.file_environment")[0] != '\0'},
            .own = owns->v,
            .own_n = owns->n,
        };
        source = table_file_check(fd, path, &terms, errs);
    }
    err_clear(&trouble);
    free(path);
    return source;
}

/* The keys of the lines that are there; for domains also those that must not come. */
static void list_owns(const struct profile *p, enum table_kind kind, const struct str *text,
                      struct owns *owns)
{
    const char *end = str_text(text) + text->len;
    const json_t *item;
    size_t i;
    for (const char *line = str_text(text), *nl; line < end; line = nl + 1) {
        nl = memchr(line, '\n', (size_t)(end - line));
        MUST(nl != NULL);
        size_t len = strcspn(line, kind == TABLE_ALIASES ? ":\n" : " \t\n");
        if (len > 0 && line[0] != '#')
            add_own(owns, line, len, yields(p, kind, line, len));
    }
    if (kind != TABLE_DOMAINS || !profile_bool(p, "roles.relay"))
        return;
    json_array_foreach(profile_value(p, "relay.domains"), i, item)
        add_own(owns, json_string_value(item), json_string_length(item), true);
}

static void add_own(struct owns *owns, const char *key, size_t len, bool yields)
{
    if (owns->n == owns->cap) {
        owns->cap = owns->cap > 0 ? 2 * owns->cap : 64;
        owns->v = mem_realloc(owns->v, owns->cap, sizeof(*owns->v));
    }
    owns->v[owns->n++] = (struct table_own){.key = key, .key_len = len, .yields = yields};
}

/*
 * What a list has twice is the same; an alias or a virtual user that nobody gave is there for
 * want of a better.
 */
static bool yields(const struct profile *p, enum table_kind kind, const char *key, size_t len)
{
    const char *name;
    json_t *target;
    const char *given = kind == TABLE_ALIASES         ? "local.aliases"
                        : kind == TABLE_VIRTUSERTABLE ? "addresses.virtual_users"
                                                      : NULL;
    if (given == NULL)
        return kind == TABLE_RECIPIENTS || kind == TABLE_DOMAINS;
    json_object_foreach((json_t *)(size_t)profile_value(p, given), name, target)
    {
        if (strlen(name) == len && strncasecmp(name, key, len) == 0)
            return false;
    }
    return true;
}

/* Takes out the lines whose key the file has. */
static void drop_taken(struct str *text, const struct owns *owns)
{
    struct str left = STR_INIT;
    const char *at = str_text(text), *end = at + text->len;
    for (size_t i = 0; i < owns->n; i++) {
        const char *key = owns->v[i].key;
        if (!owns->v[i].taken || !stands_in(text, key))
            continue;
        const char *nl = memchr(key, '\n', (size_t)(end - key));
        str_addn(&left, at, (size_t)(key - at));
        at = nl + 1;
    }
    str_addn(&left, at, (size_t)(end - at));
    str_free(text);
    *text = left;
}

static bool stands_in(const struct str *text, const char *p)
{
    return (uintptr_t)p >= (uintptr_t)text->buf && (uintptr_t)p < (uintptr_t)text->buf + text->len;
}

/* A domain is either delivered or passed on. */
static void check_domains(const struct profile *p, const struct file_row *row,
                          const struct str *text, const struct owns *owns, struct errs *errs)
{
    for (size_t i = 0; i < owns->n; i++)
        if (owns->v[i].taken && !stands_in(text, owns->v[i].key))
            err_mend(
                profile_error(p, errs, row->setting, "%s is in relay.domains, too", owns->v[i].key),
                "a domain is either delivered or passed on");
}
