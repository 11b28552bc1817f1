/* The canonical text of a sendmail.cf, and look-ups in a parsed one; see cf.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/cf.h"

static void dump_name(const char *name, struct str *out);
static int compare_grouped(const void *a, const void *b);
static int group_of(enum cf_kind kind);

/* The order of cf_dump_grouped: names that others use come first. */
static const char group_order[] = "VEDCFTKOPHQXLGMSR";

void cf_free(struct cf *cf)
{
    free(cf->file);
    free(cf->v);
    free(cf->arena);
    *cf = (struct cf){0};
}

static void dump_name(const char *name, struct str *out)
{
    if (name[0] != '\0' && name[1] == '\0')
        str_addch(out, name[0]);
    else {
        str_addch(out, '{');
        str_add(out, name);
        str_addch(out, '}');
    }
}

void cf_dump_entry(const struct cf_entry *e, struct str *out)
{
    str_addch(out, (char)e->kind);
    switch (e->kind) {
    case CF_MACRO:
    case CF_CLASS:
    case CF_CLASSFILE:
        dump_name(e->name, out);
        str_add(out, e->value);
        break;
    case CF_RULESET:
        str_add(out, e->name);
        if (e->value[0] != '\0') {
            str_addch(out, '=');
            str_add(out, e->value);
        }
        break;
    case CF_RULE:
        str_add(out, e->value);
        if (!(e->flags & CF_NO_TAB)) {
            str_addch(out, '\t');
            str_add(out, e->rhs);
        }
        break;
    case CF_MAILER:
    case CF_QUEUE:
    case CF_MILTER:
        str_add(out, e->name);
        if (e->value[0] != '\0') {
            str_add(out, ", ");
            str_add(out, e->value);
        }
        break;
    case CF_HEADER:
        if (e->note[0] != '\0' || e->name[0] == '?') { /* else the name would read as flags */
            str_addch(out, '?');
            str_add(out, e->note);
            str_addch(out, '?');
        }
        str_add(out, e->name);
        str_addch(out, ':');
        if (e->value[0] != '\0') {
            str_addch(out, ' ');
            str_add(out, e->value);
        }
        break;
    case CF_OPTION:
        str_addch(out, ' ');
        str_add(out, e->name);
        if (e->value[0] != '\0') {
            str_addch(out, '=');
            str_add(out, e->value);
        }
        break;
    case CF_PRECEDENCE:
        str_add(out, e->name);
        str_addch(out, '=');
        str_add(out, e->value);
        break;
    case CF_VERSION:
        str_add(out, e->name);
        if (e->value[0] != '\0') {
            str_addch(out, '/');
            str_add(out, e->value);
        }
        break;
    case CF_MAP:
        str_add(out, e->name);
        str_addch(out, ' ');
        str_add(out, e->value);
        break;
    case CF_ENVIRONMENT:
        str_add(out, e->name);
        if (!(e->flags & CF_NO_VALUE)) {
            str_addch(out, '=');
            str_add(out, e->value);
        }
        break;
    case CF_TRUSTED:
    case CF_LOOKUP:
    case CF_LOOKUPCLASS:
        str_add(out, e->value);
        break;
    }
    str_addch(out, '\n');
}

void cf_dump(const struct cf *cf, struct str *out)
{
    for (size_t i = 0; i < cf->n; i++)
        cf_dump_entry(&cf->v[i], out);
}

static int group_of(enum cf_kind kind)
{
    const char *at = strchr(group_order, (char)kind);
    MUST(at != NULL);
    return (int)(at - group_order);
}

/* Pointers into one array: their order there breaks ties, which keeps the sort stable. */
static int compare_grouped(const void *a, const void *b)
{
    const struct cf_entry *x = *(const struct cf_entry *const *)a;
    const struct cf_entry *y = *(const struct cf_entry *const *)b;
    int d = group_of(x->kind) - group_of(y->kind);
    if (d == 0)
        d = strcmp(x->name, y->name);
    if (d == 0)
        d = x < y ? -1 : 1;
    return d;
}

void cf_dump_grouped(const struct cf *cf, struct str *out)
{
    const struct cf_entry **order = mem_alloc((cf->n + 1) * sizeof(const struct cf_entry *));
    size_t n = 0;
    for (size_t i = 0; i < cf->n; i++)
        if (cf->v[i].kind != CF_RULE)
            order[n++] = &cf->v[i];
    if (n > 0)
        qsort(order, n, sizeof(const struct cf_entry *), compare_grouped);
    for (size_t i = 0; i < n; i++) {
        cf_dump_entry(order[i], out);
        if (order[i]->kind != CF_RULESET)
            continue;
        for (const struct cf_entry *r = order[i] + 1; r < cf->v + cf->n; r++) {
            if (r->kind == CF_RULESET)
                break;
            if (r->kind == CF_RULE)
                cf_dump_entry(r, out);
        }
    }
    free(order);
}

const struct cf_entry *cf_find(const struct cf *cf, enum cf_kind kind, const char *name)
{
    bool any_case = kind == CF_OPTION || kind == CF_MAILER || kind == CF_MAP || kind == CF_HEADER;
    for (size_t i = cf->n; i-- > 0;) {
        const struct cf_entry *e = &cf->v[i];
        if (e->kind == kind &&
            (any_case ? strcasecmp(e->name, name) == 0 : strcmp(e->name, name) == 0))
            return e;
    }
    return NULL;
}

const char *cf_option_value(const struct cf *cf, const char *name)
{
    const struct cf_entry *e = cf_find(cf, CF_OPTION, name);
    return e != NULL ? e->value : NULL;
}
