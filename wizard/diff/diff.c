/* The frame of a comparison: the list of differences and the join by name; see diff.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "diff/internal.h"

enum { CHUNK_SIZE = 65536 };

struct diff_chunk {
    struct diff_chunk *next;
    size_t used;
    size_t size;
    char text[];
};

static struct diff_side make_side(struct diff *d, const char *file, const char *value, long line);
static int compare_any_case(const void *a, const void *b);
static int compare_exact(const void *a, const void *b);
static int compare_items(const void *a, const void *b);
static void collect_faults(struct diff *out, const struct cf *cf, const char *file);

const char *diff_verdict_name(enum diff_verdict verdict)
{
    static const char *const names[DIFF_VERDICTS] = {
        [DIFF_WEAKENS] = "weakens",
        [DIFF_UNKNOWN] = "unknown",
        [DIFF_HARDENS] = "hardens",
        [DIFF_NEUTRAL] = "neutral",
    };
    return names[verdict];
}

enum diff_verdict diff_verdict_of(enum cf_judgement judgement)
{
    switch (judgement) {
    case CF_HARDER:
        return DIFF_HARDENS;
    case CF_WEAKER:
        return DIFF_WEAKENS;
    case CF_SAME:
    case CF_EITHER:
        return DIFF_NEUTRAL;
    case CF_UNSURE:
        break;
    }
    return DIFF_UNKNOWN;
}

const char *diff_file(struct diff *diff, const char *name)
{
    for (size_t i = 0; i < diff->files.n; i++)
        if (strcmp(diff->files.v[i], name) == 0)
            return diff->files.v[i];
    strs_add(&diff->files, name);
    return diff->files.v[diff->files.n - 1];
}

const char *diff_keep(struct diff *diff, const char *text, size_t len)
{
    struct diff_chunk *c = diff->chunks;
    if (c == NULL || c->size - c->used < len + 1) {
        size_t size = len + 1 > CHUNK_SIZE ? len + 1 : CHUNK_SIZE;
        c = mem_realloc(NULL, sizeof(*c) + size, 1);
        *c = (struct diff_chunk){.next = diff->chunks, .size = size};
        diff->chunks = c;
    }
    char *to = c->text + c->used;
    memcpy(to, text, len);
    to[len] = '\0';
    c->used += len + 1;
    return to;
}

static struct diff_side make_side(struct diff *d, const char *file, const char *value, long line)
{
    struct diff_side side = {NULL, 0, NULL};
    if (value == NULL)
        return side;
    if (strpbrk(value, "=:") == NULL) /* no mark of a secret: spare the copy */
        return (struct diff_side){file, line, diff_keep(d, value, strlen(value))};
    struct str masked = STR_INIT;
    diff_mask(value, &masked);
    side = (struct diff_side){file, line, diff_keep(d, str_text(&masked), masked.len)};
    str_free(&masked);
    return side;
}

void diff_add(struct diff_run *run, enum diff_verdict verdict, const char *kind, const char *name,
              const char *old_value, long old_line, const char *new_value, long new_line,
              const char *why)
{
    struct diff *d = run->out;
    if (d->n == d->cap) {
        d->cap = d->cap > 0 ? d->cap * 2 : 64;
        d->v = mem_realloc(d->v, d->cap, sizeof(*d->v));
    }
    d->v[d->n] = (struct diff_item){
        .verdict = verdict,
        .kind = kind,
        .name = diff_keep(d, name, strlen(name)),
        .old = make_side(d, run->old_file, old_value, old_line),
        .new = make_side(d, run->new_file, new_value, new_line),
        .why = why,
        .order = d->n,
    };
    d->n++;
}

/* Entries point into one array, so that their order there breaks ties. */
static int compare_exact(const void *a, const void *b)
{
    const struct cf_entry *x = *(const struct cf_entry *const *)a;
    const struct cf_entry *y = *(const struct cf_entry *const *)b;
    int d = strcmp(x->name, y->name);
    return d != 0 ? d : x < y ? -1 : 1;
}

static int compare_any_case(const void *a, const void *b)
{
    const struct cf_entry *x = *(const struct cf_entry *const *)a;
    const struct cf_entry *y = *(const struct cf_entry *const *)b;
    int d = strcasecmp(x->name, y->name);
    return d != 0 ? d : x < y ? -1 : 1;
}

struct diff_pick diff_pick(const struct cf *cf, enum cf_kind kind, bool any_case)
{
    struct diff_pick pick = {NULL, 0};
    size_t n = 0;
    for (size_t i = 0; i < cf->n; i++)
        n += cf->v[i].kind == kind;
    pick.v = mem_alloc((n + 1) * sizeof(const struct cf_entry *));
    for (size_t i = 0; i < cf->n; i++)
        if (cf->v[i].kind == kind)
            pick.v[pick.n++] = &cf->v[i];
    if (n > 1)
        qsort(pick.v, n, sizeof(const struct cf_entry *),
              any_case ? compare_any_case : compare_exact);
    return pick;
}

void diff_join(struct diff_run *run, enum cf_kind kind, bool any_case, diff_join_fn *each)
{
    struct diff_pick a = diff_pick(run->old, kind, any_case);
    struct diff_pick b = diff_pick(run->new, kind, any_case);
    int (*cmp)(const char *, const char *) = any_case ? strcasecmp : strcmp;
    size_t i = 0;
    size_t k = 0;
    while (i < a.n || k < b.n) {
        int d = i >= a.n ? 1 : k >= b.n ? -1 : cmp(a.v[i]->name, b.v[k]->name);
        const char *name = d <= 0 ? a.v[i]->name : b.v[k]->name;
        struct diff_pick old = {a.v + i, 0};
        struct diff_pick new = {b.v + k, 0};
        while (i < a.n && cmp(a.v[i]->name, name) == 0)
            i++, old.n++;
        while (k < b.n && cmp(b.v[k]->name, name) == 0)
            k++, new.n++;
        each(run, name, &old, &new);
    }
    free(a.v);
    free(b.v);
}

static void collect_faults(struct diff *out, const struct cf *cf, const char *file)
{
    for (size_t i = 0; i < cf->n; i++) {
        if (!(cf->v[i].flags & CF_NO_TAB))
            continue;
        if (out->n_faults == out->cap_faults) {
            out->cap_faults = out->cap_faults > 0 ? out->cap_faults * 2 : 8;
            out->faults = mem_realloc(out->faults, out->cap_faults, sizeof(*out->faults));
        }
        out->faults[out->n_faults++] = (struct diff_fault){file, cf->v[i].line};
    }
}

void diff_compare(const struct cf *old, const struct cf *new, struct diff *out)
{
    struct diff_run run = {.old = old, .new = new, .out = out};
    run.old_file = diff_file(out, old->file);
    run.new_file = diff_file(out, new->file);
    diff_options(&run);
    diff_daemons(&run);
    diff_rulesets(&run);
    diff_classes(&run);
    diff_maps(&run);
    diff_mailers(&run);
    diff_filters(&run);
    diff_headers(&run);
    diff_macros(&run);
    diff_queues(&run);
    diff_others(&run);
    collect_faults(out, old, run.old_file);
    collect_faults(out, new, run.new_file);
}

void diff_add_file(struct diff *diff, const char *name, const char *old_path, const char *new_path,
                   bool table)
{
    struct diff_run run = {.out = diff};
    run.old_file = old_path != NULL ? diff_file(diff, old_path) : NULL;
    run.new_file = new_path != NULL ? diff_file(diff, new_path) : NULL;
    diff_add(&run, table ? DIFF_NEUTRAL : DIFF_UNKNOWN, "file", name, old_path, 0, new_path, 0,
             table ? "the table is on one side only; its entries follow"
                   : "a whole configuration is on one side only; nothing says what it replaces");
}

void diff_judge(struct diff *diff, struct diff_item *item, enum diff_verdict verdict,
                const char *why)
{
    item->verdict = verdict;
    item->why = diff_keep(diff, why, strlen(why));
}

void diff_add_check(struct diff *diff, enum diff_verdict verdict, const char *id,
                    const char *old_file, const char *old_value, long old_line,
                    const char *new_file, const char *new_value, long new_line, const char *why)
{
    struct diff_run run = {.out = diff};
    run.old_file = old_file != NULL ? diff_file(diff, old_file) : NULL;
    run.new_file = new_file != NULL ? diff_file(diff, new_file) : NULL;
    diff_add(&run, verdict, "check", id, old_value, old_line, new_value, new_line,
             diff_keep(diff, why, strlen(why)));
}

static int compare_items(const void *a, const void *b)
{
    const struct diff_item *x = a;
    const struct diff_item *y = b;
    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void diff_sort(struct diff *diff)
{
    if (diff->n > 1)
        qsort(diff->v, diff->n, sizeof(*diff->v), compare_items);
}

size_t diff_count(const struct diff *diff, enum diff_verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n; i++)
        n += diff->v[i].verdict == verdict;
    return n;
}

void diff_free(struct diff *diff)
{
    while (diff->chunks != NULL) {
        struct diff_chunk *next = diff->chunks->next;
        free(diff->chunks);
        diff->chunks = next;
    }
    free(diff->v);
    free(diff->faults);
    strs_free(&diff->files);
    *diff = (struct diff){0};
}
