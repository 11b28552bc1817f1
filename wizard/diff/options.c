/* Options compared by the table of cf/option.h: scalars by value, sets by flag. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/judge.h"
#include "cf/option.h"

#include "diff/internal.h"

/* What an option comes to on one side after all its lines. */
struct setting {
    const char *name; /* borrowed */
    char *value;      /* owned; NULL: not set */
    long line;
};

struct settings {
    struct setting *v;
    size_t n;
    size_t cap;
};

static void put(struct settings *s, const char *name, const char *value, size_t len, long line);
static void gather(const struct cf *cf, struct settings *s);
static void drop(struct settings *s);
static int compare_settings(const void *a, const void *b);
static void compare_option(struct diff_run *run, const struct setting *a, const struct setting *b);
static void compare_flags(struct diff_run *run, const struct cf_option *row,
                          const struct setting *a, const struct setting *b);
static bool adds_up(const char *name);

/* Each further line adds to these instead of replacing them. */
static bool adds_up(const char *name)
{
    static const char *const names[] = {"PrivacyOptions", "DontBlameSendmail", "AliasFile",
                                        "ResolverOptions"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void put(struct settings *s, const char *name, const char *value, size_t len, long line)
{
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 128;
        s->v = mem_realloc(s->v, s->cap, sizeof(*s->v));
    }
    s->v[s->n++] = (struct setting){name, mem_dupn(value, len), line};
}

static int compare_settings(const void *a, const void *b)
{
    const struct setting *x = a;
    const struct setting *y = b;
    int d = strcasecmp(x->name, y->name);
    return d != 0 ? d : x->line < y->line ? -1 : x->line > y->line;
}

/* The options of a side in order of their names, old combined forms taken apart. */
static void gather(const struct cf *cf, struct settings *s)
{
    for (size_t i = 0; i < cf->n; i++) {
        const struct cf_entry *e = &cf->v[i];
        if (e->kind != CF_OPTION || strcmp(e->name, "DaemonPortOptions") == 0 ||
            strcmp(e->name, "ClientPortOptions") == 0)
            continue;
        size_t first = strcspn(e->value, "/");
        bool two = e->value[first] == '/';
        if (strcmp(e->name, "QueueTimeout") == 0) { /* "5d/4h" */
            put(s, "Timeout.queuereturn", e->value, first, e->line);
            if (two)
                put(s, "Timeout.queuewarn", e->value + first + 1, strlen(e->value + first + 1),
                    e->line);
        } else if (strcmp(e->name, "MinFreeBlocks") == 0 && two) { /* "100/1000000" */
            put(s, "MinFreeBlocks", e->value, first, e->line);
            put(s, "MaxMessageSize", e->value + first + 1, strlen(e->value + first + 1), e->line);
        } else {
            put(s, e->name, e->value, strlen(e->value), e->line);
        }
    }
    if (s->n > 1)
        qsort(s->v, s->n, sizeof(*s->v), compare_settings);
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct setting *last = kept > 0 ? &s->v[kept - 1] : NULL;
        if (last == NULL || strcasecmp(last->name, s->v[i].name) != 0) {
            s->v[kept++] = s->v[i];
            continue;
        }
        if (adds_up(last->name)) {
            struct str joined = STR_INIT;
            str_addf(&joined, "%s,%s", last->value, s->v[i].value);
            free(s->v[i].value);
            s->v[i].value = str_take(&joined);
        }
        free(last->value);
        *last = s->v[i];
    }
    s->n = kept;
}

static void drop(struct settings *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->v[i].value);
    free(s->v);
}

void diff_options(struct diff_run *run)
{
    struct settings a = {NULL, 0, 0};
    struct settings b = {NULL, 0, 0};
    gather(run->old, &a);
    gather(run->new, &b);
    size_t i = 0;
    size_t k = 0;
    while (i < a.n || k < b.n) {
        int d = i >= a.n ? 1 : k >= b.n ? -1 : strcasecmp(a.v[i].name, b.v[k].name);
        static const struct setting none = {NULL, NULL, 0};
        compare_option(run, d <= 0 ? &a.v[i] : &none, d >= 0 ? &b.v[k] : &none);
        i += d <= 0;
        k += d >= 0;
    }
    drop(&a);
    drop(&b);
}

static void compare_option(struct diff_run *run, const struct setting *a, const struct setting *b)
{
    const char *name = a->name != NULL ? a->name : b->name;
    if (a->value != NULL && b->value != NULL && strcmp(a->value, b->value) == 0)
        return;
    const struct cf_option *row = cf_option_find(name);
    if (row == NULL) {
        diff_add(run, DIFF_UNKNOWN, "option", name, a->value, a->line, b->value, b->line,
                 "no known version of sendmail has this option");
        return;
    }
    if (row->way == CF_WAY_FLAGS) {
        compare_flags(run, row, a, b);
        return;
    }
    enum cf_judgement j = cf_judge(row, a->value, b->value);
    if (j == CF_SAME) {
        struct str why = STR_INIT;
        str_addf(&why, "same by default: sendmail takes %s unless it is set",
                 row->value != NULL && row->value[0] != '\0' ? row->value : "no value");
        if (a->value == NULL || b->value == NULL)
            diff_add(run, DIFF_NEUTRAL, "option", name, a->value, a->line, b->value, b->line,
                     diff_keep(run->out, str_text(&why), why.len));
        str_free(&why);
        return;
    }
    const char *why = row->why;
    if ((a->value == NULL || b->value == NULL) && row->value != NULL && row->value[0] != '\0') {
        struct str text = STR_INIT;
        str_addf(&text, "%s (unset: %s)", row->why, row->value);
        why = diff_keep(run->out, str_text(&text), text.len);
        str_free(&text);
    }
    diff_add(run, diff_verdict_of(j), "option", name, a->value, a->line, b->value, b->line, why);
}

/* One difference for each flag that only one side has. */
static void compare_flags(struct diff_run *run, const struct cf_option *row,
                          const struct setting *a, const struct setting *b)
{
    struct strs old = {NULL, 0, 0};
    struct strs new = {NULL, 0, 0};
    struct str name = STR_INIT;
    bool any = false;
    cf_value_flags(row, a->value, &old);
    cf_value_flags(row, b->value, &new);
    for (int side = 0; side < 2; side++) {
        bool gained = side == 1;
        const struct strs *from = gained ? &new : &old;
        const struct strs *to = gained ? &old : &new;
        for (size_t i = 0; i < from->n; i++) {
            if (strs_has(to, from->v[i]))
                continue;
            const struct cf_flag_row *f = cf_value_flag(row, from->v[i]);
            enum diff_verdict v = f == NULL                           ? DIFF_UNKNOWN
                                  : f->way == CF_WAY_NEUTRAL          ? DIFF_NEUTRAL
                                  : (f->way == CF_WAY_MORE) == gained ? DIFF_HARDENS
                                                                      : DIFF_WEAKENS;
            str_clear(&name);
            str_addf(&name, "%s %s", row->name, from->v[i]);
            diff_add(run, v, "option", str_text(&name), gained ? NULL : "set", a->line,
                     gained ? "set" : NULL, b->line,
                     f != NULL ? f->why : "no known version of sendmail has this flag");
            any = true;
        }
    }
    if (!any && (a->value == NULL) != (b->value == NULL))
        diff_add(run, DIFF_NEUTRAL, "option", row->name, a->value, a->line, b->value, b->line,
                 "same by default");
    str_free(&name);
    strs_free(&old);
    strs_free(&new);
}
