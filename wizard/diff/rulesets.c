/*
 * Rulesets compared rule by rule: common beginnings and ends first, then the
 * longest common subsequence of what is left.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "diff/internal.h"
#include "diff/rule.h"

enum { LCS_MAX_CELLS = 4 * 1024 * 1024 }; /* above that a stretch counts as replaced whole */

struct rule {
    const struct cf_entry *entry; /* borrowed */
    const char *text;             /* canonical, in the arena of its side */
    size_t offset;                /* of text, until the arena has stopped growing */
    uint64_t hash;
};

/* All rules of one ruleset, which may stand in several stretches. */
struct ruleset {
    const char *name; /* borrowed */
    long line;
    struct rule *v;
    size_t n;
};

struct side {
    struct ruleset *sets; /* sorted by name */
    size_t n;
    struct rule *rules;
    struct str arena;
};

/* A stretch of rules as it stands in the file. */
struct stretch {
    const char *name;
    size_t begin; /* of its S line */
    size_t end;
};

static void gather(const struct cf *cf, const struct rule_names *names, struct side *side);
static int compare_stretches(const void *a, const void *b);
static uint64_t hash_text(const char *text);
static bool equal(const struct rule *a, const struct rule *b);
static void compare_sets(struct diff_run *run, const struct ruleset *a, const struct ruleset *b);
static bool begins_check(const char *name);
static void whole_set(struct diff_run *run, const struct ruleset *set, bool gained);
static void compare_stretch(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                            size_t n, const struct rule *b, size_t m);
static void report_hunk(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                        size_t n, const struct rule *b, size_t m);
static void report_rule(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                        const struct rule *b);
static bool hides_refusals(const struct ruleset *set, const struct rule *rule);
static void show(const struct cf_entry *e, struct str *out);
static void side_free(struct side *side);

static int compare_stretches(const void *a, const void *b)
{
    const struct stretch *x = a;
    const struct stretch *y = b;
    int d = strcmp(x->name, y->name);
    return d != 0 ? d : x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* FNV-1a: only to tell rules apart quickly, the texts decide. */
static uint64_t hash_text(const char *text)
{
    uint64_t h = 14695981039346656037u;
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

static bool equal(const struct rule *a, const struct rule *b)
{
    return a->hash == b->hash && strcmp(a->text, b->text) == 0;
}

static void gather(const struct cf *cf, const struct rule_names *names, struct side *side)
{
    size_t n_sets = 0;
    size_t n_rules = 0;
    for (size_t i = 0; i < cf->n; i++) {
        n_sets += cf->v[i].kind == CF_RULESET;
        n_rules += cf->v[i].kind == CF_RULE;
    }
    struct stretch *s = mem_alloc((n_sets + 1) * sizeof(*s));
    side->sets = mem_alloc((n_sets + 1) * sizeof(*side->sets));
    side->rules = mem_alloc((n_rules + 1) * sizeof(*side->rules));
    size_t n = 0;
    for (size_t i = 0; i < cf->n; i++) {
        if (cf->v[i].kind != CF_RULESET)
            continue;
        if (n > 0)
            s[n - 1].end = i;
        s[n++] = (struct stretch){rule_name(names, cf->v[i].name), i, cf->n};
    }
    if (n > 1)
        qsort(s, n, sizeof(*s), compare_stretches);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (side->n == 0 || strcmp(side->sets[side->n - 1].name, s[i].name) != 0)
            side->sets[side->n++] =
                (struct ruleset){s[i].name, cf->v[s[i].begin].line, side->rules + used, 0};
        struct ruleset *set = &side->sets[side->n - 1];
        for (size_t k = s[i].begin + 1; k < s[i].end; k++) {
            if (cf->v[k].kind != CF_RULE)
                continue;
            struct rule *r = &side->rules[used++];
            r->entry = &cf->v[k];
            r->offset = side->arena.len;
            rule_canonical(names, r->entry, &side->arena);
            str_addch(&side->arena, '\0');
            set->n++;
        }
    }
    for (size_t i = 0; i < used; i++) {
        side->rules[i].text = side->arena.buf + side->rules[i].offset;
        side->rules[i].hash = hash_text(side->rules[i].text);
    }
    free(s);
}

static void side_free(struct side *side)
{
    free(side->sets);
    free(side->rules);
    str_free(&side->arena);
}

void diff_rulesets(struct diff_run *run)
{
    struct rule_names names = {NULL, 0};
    struct side a = {NULL, 0, NULL, STR_INIT};
    struct side b = {NULL, 0, NULL, STR_INIT};
    rule_names_add(&names, run->new);
    rule_names_add(&names, run->old);
    gather(run->old, &names, &a);
    gather(run->new, &names, &b);
    size_t i = 0;
    size_t k = 0;
    while (i < a.n || k < b.n) {
        int d = i >= a.n ? 1 : k >= b.n ? -1 : strcmp(a.sets[i].name, b.sets[k].name);
        if (d == 0)
            compare_sets(run, &a.sets[i], &b.sets[k]);
        else
            whole_set(run, d < 0 ? &a.sets[i] : &b.sets[k], d > 0);
        i += d <= 0;
        k += d >= 0;
    }
    side_free(&a);
    side_free(&b);
    rule_names_free(&names);
}

static bool begins_check(const char *name)
{
    return strncmp(name, "check_", strlen("check_")) == 0;
}

/* A ruleset that only one side has, or that has rules on one side only. */
static void whole_set(struct diff_run *run, const struct ruleset *set, bool gained)
{
    struct str value = STR_INIT;
    enum rule_role role = rule_role(set->name);
    bool checks = false, skips = false;
    for (size_t i = 0; i < set->n; i++) {
        checks = checks || (role == RULE_CHECKS && begins_check(set->name)) ||
                 ((role == RULE_CHECKS || role == RULE_HOOK) && rule_refuses(set->v[i].entry));
        skips = skips || (role == RULE_HOOK && rule_skips_checks(set->v[i].entry));
    }
    enum diff_verdict v = skips     ? (gained ? DIFF_WEAKENS : DIFF_HARDENS)
                          : !checks ? (role == RULE_ROUTES ? DIFF_UNKNOWN : DIFF_NEUTRAL)
                          : gained  ? DIFF_HARDENS
                                    : DIFF_WEAKENS;
    str_addf(&value, "%zu rule%s", set->n, set->n == 1 ? "" : "s");
    diff_add(run, v, "ruleset", set->name, gained ? NULL : str_text(&value), set->line,
             gained ? str_text(&value) : NULL, set->line,
             skips                 ? "names a mailer, which skips sendmail's own checks"
             : role == RULE_HOOK   ? "a site's own rules, which can refuse before sendmail's checks"
             : checks              ? "decides who may send what"
             : role == RULE_ROUTES ? "may send mail another way; only trying it tells (`prove')"
                                   : "a ruleset does something only where it is called, which "
                                     "shows there");
    str_free(&value);
}

static void compare_sets(struct diff_run *run, const struct ruleset *a, const struct ruleset *b)
{
    size_t n = a->n;
    size_t m = b->n;
    size_t head = 0;
    if ((n == 0) != (m == 0)) {
        whole_set(run, n == 0 ? b : a, n == 0);
        return;
    }
    while (head < n && head < m && equal(&a->v[head], &b->v[head]))
        head++;
    while (n > head && m > head && equal(&a->v[n - 1], &b->v[m - 1]))
        n--, m--;
    compare_stretch(run, b, a->v + head, n - head, b->v + head, m - head);
}

/* whole: the new ruleset, of which b is a part. */
static void compare_stretch(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                            size_t n, const struct rule *b, size_t m)
{
    if (n == 0 || m == 0 || n > LCS_MAX_CELLS / m) {
        report_hunk(run, whole, a, n, b, m);
        return;
    }
    /* len[i][k]: the longest common subsequence of a[i..] and b[k..]. */
    uint32_t *len = mem_alloc((n + 1) * (m + 1) * sizeof(*len));
    size_t w = m + 1;
    for (size_t i = n; i-- > 0;)
        for (size_t k = m; k-- > 0;) {
            uint32_t down = len[(i + 1) * w + k];
            uint32_t right = len[i * w + k + 1];
            len[i * w + k] = equal(&a[i], &b[k]) ? len[(i + 1) * w + k + 1] + 1
                             : down > right      ? down
                                                 : right;
        }
    size_t i = 0;
    size_t k = 0;
    size_t from_i = 0;
    size_t from_k = 0;
    while (i < n && k < m) {
        if (equal(&a[i], &b[k])) {
            report_hunk(run, whole, a + from_i, i - from_i, b + from_k, k - from_k);
            from_i = ++i;
            from_k = ++k;
        } else if (len[(i + 1) * w + k] >= len[i * w + k + 1]) {
            i++;
        } else {
            k++;
        }
    }
    report_hunk(run, whole, a + from_i, n - from_i, b + from_k, m - from_k);
    free(len);
}

/* As many old as new rules replace one another; otherwise they went and came. */
static void report_hunk(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                        size_t n, const struct rule *b, size_t m)
{
    for (size_t i = 0; n == m && i < n; i++)
        report_rule(run, whole, &a[i], &b[i]);
    for (size_t i = 0; n != m && i < n; i++)
        report_rule(run, whole, &a[i], NULL);
    for (size_t i = 0; n != m && i < m; i++)
        report_rule(run, whole, NULL, &b[i]);
}

static void show(const struct cf_entry *e, struct str *out)
{
    str_addch(out, 'R');
    str_add(out, e->value);
    if (!(e->flags & CF_NO_TAB)) {
        str_addch(out, '\t');
        str_add(out, e->rhs);
    }
}

/* A rule that ends the ruleset for all mail, before rules that could refuse some. */
static bool hides_refusals(const struct ruleset *set, const struct rule *rule)
{
    if (strncmp(rule->text, "$*\t$@", strlen("$*\t$@")) != 0 || strstr(rule->text, "$>") != NULL)
        return false;
    for (const struct rule *r = rule + 1; r < set->v + set->n; r++)
        if (rule_refuses(r->entry) || strstr(r->text, "$# $") != NULL ||
            strstr(r->text, "$@ $>") != NULL)
            return true;
    return false;
}

static void report_rule(struct diff_run *run, const struct ruleset *whole, const struct rule *a,
                        const struct rule *b)
{
    const char *name = whole->name;
    const char *why;
    struct str old = STR_INIT;
    struct str new = STR_INIT;
    enum diff_verdict v =
        rule_judge(rule_role(name), a != NULL ? a->entry : NULL, b != NULL ? b->entry : NULL, &why);
    if (a == NULL && hides_refusals(whole, b)) {
        v = DIFF_WEAKENS;
        why = "ends the ruleset for all mail, before the rules behind it that can refuse some";
    }
    if (a != NULL)
        show(a->entry, &old);
    if (b != NULL)
        show(b->entry, &new);
    diff_add(run, v, "rule", name, a != NULL ? str_text(&old) : NULL,
             a != NULL ? a->entry->line : 0, b != NULL ? str_text(&new) : NULL,
             b != NULL ? b->entry->line : 0, why);
    str_free(&old);
    str_free(&new);
}
