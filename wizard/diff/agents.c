/* Delivery agents (M), mail filters (X) and queue groups (Q), field by field. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/scan.h"

#include "diff/internal.h"

static diff_join_fn each_mailer;
static diff_join_fn each_filter;
static diff_join_fn each_queue;
static void compare_fields(struct diff_run *run, const char *kind, const struct cf_entry *a,
                           const struct cf_entry *b);
static void compare_field(struct diff_run *run, const char *kind, char key,
                          const struct cf_entry *a, const struct cf_entry *b, const char *x,
                          const char *y);
static void compare_mailer_flags(struct diff_run *run, const struct cf_entry *a,
                                 const struct cf_entry *b, const char *x, const char *y);
static enum diff_verdict judge_program(const char *x, const char *y, const char **why);
static void list_keys(const char *fields, struct str *keys);

/* Flags (F=) of delivery agents that matter; having one does what `hardens` says. */
static const struct {
    char flag;
    enum diff_verdict gained;
    const char *why;
} mailer_flags[] = {
    {'|', DIFF_WEAKENS, "addresses may name programs to run"},
    {'/', DIFF_WEAKENS, "addresses may name files to write"},
    {':', DIFF_WEAKENS, "addresses may name :include: files"},
    {'S', DIFF_WEAKENS, "the program runs with sendmail's own rights, not the recipient's"},
    {'w', DIFF_HARDENS, "recipients must have an account"},
    {'o', DIFF_HARDENS, "the program runs as the owner of the mailbox"},
    {'5', DIFF_NEUTRAL, "recipients without an alias go through localaddr"},
    {'k', DIFF_WEAKENS, "a host that answers with this host's name is not taken for a loop"},
    {'E', DIFF_HARDENS, "lines that begin with From are quoted"},
    {'d', DIFF_NEUTRAL, "only whether addresses are put in brackets"},
    {'z', DIFF_NEUTRAL, "speaks LMTP"},
    {'q', DIFF_WEAKENS, "VRFY tells for certain that recipients of this agent exist"},
};

static enum diff_verdict judge_program(const char *x, const char *y, const char **why)
{
    bool smrsh_x = strstr(x, "smrsh") != NULL;
    bool smrsh_y = strstr(y, "smrsh") != NULL;
    if (smrsh_x != smrsh_y) {
        *why = "smrsh runs only the programs that stand in its own folder";
        return smrsh_y ? DIFF_HARDENS : DIFF_WEAKENS;
    }
    bool net_x = strcasecmp(x, "[IPC]") == 0 || strcasecmp(x, "[TCP]") == 0;
    bool net_y = strcasecmp(y, "[IPC]") == 0 || strcasecmp(y, "[TCP]") == 0;
    if (net_x != net_y) {
        *why = net_y ? "mail goes to another host instead of a program here"
                     : "a program here takes the mail instead of another host";
        return net_y ? DIFF_HARDENS : DIFF_WEAKENS;
    }
    *why = "another program takes the mail";
    return DIFF_UNKNOWN;
}

static void list_keys(const char *fields, struct str *keys)
{
    const char *k;
    const char *v;
    size_t k_len;
    size_t v_len;
    while ((fields = cf_scan_field(fields, &k, &k_len, &v, &v_len)) != NULL)
        if (k_len > 0 && memchr(str_text(keys), k[0], keys->len) == NULL)
            str_addch(keys, k[0]);
}

static void compare_fields(struct diff_run *run, const char *kind, const struct cf_entry *a,
                           const struct cf_entry *b)
{
    struct str keys = STR_INIT;
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    if (strcmp(a->value, b->value) != 0) {
        list_keys(a->value, &keys);
        list_keys(b->value, &keys);
    }
    for (size_t i = 0; i < keys.len; i++) {
        str_clear(&x);
        str_clear(&y);
        bool has_x = cf_scan_field_get(a->value, keys.buf[i], &x);
        bool has_y = cf_scan_field_get(b->value, keys.buf[i], &y);
        if (has_x != has_y || strcmp(str_text(&x), str_text(&y)) != 0)
            compare_field(run, kind, keys.buf[i], a, b, has_x ? str_text(&x) : NULL,
                          has_y ? str_text(&y) : NULL);
    }
    str_free(&keys);
    str_free(&x);
    str_free(&y);
}

static void compare_field(struct diff_run *run, const char *kind, char key,
                          const struct cf_entry *a, const struct cf_entry *b, const char *x,
                          const char *y)
{
    struct str name = STR_INIT;
    enum diff_verdict v = DIFF_NEUTRAL;
    const char *why = "makes no difference to who may do what";
    const char *from = x != NULL ? x : "";
    const char *to = y != NULL ? y : "";
    bool mailer = strcmp(kind, "mailer") == 0;
    if (mailer && key == 'F') {
        compare_mailer_flags(run, a, b, from, to);
        return;
    }
    if (mailer && key == 'P') {
        v = judge_program(from, to, &why);
    } else if (mailer && key == 'A') {
        v = strncmp(from, "TCP", 3) == 0 || strncmp(from, "IPC", 3) == 0 ? DIFF_NEUTRAL
                                                                         : DIFF_UNKNOWN;
        why = "other arguments for the program, or another port";
    } else if (mailer && key == 'U') {
        bool root_x = x != NULL && (strncmp(x, "root", 4) == 0 || x[0] == '0');
        bool root_y = y != NULL && (strncmp(y, "root", 4) == 0 || y[0] == '0');
        v = root_x == root_y ? DIFF_NEUTRAL : root_y ? DIFF_WEAKENS : DIFF_HARDENS;
        why = "the user that the program runs as";
    } else if (mailer && (key == 'S' || key == 'R')) {
        why = "other rulesets rewrite senders or recipients for this agent";
    } else if (mailer && key == '/') {
        v = y != NULL && x == NULL   ? DIFF_HARDENS
            : x != NULL && y == NULL ? DIFF_WEAKENS
                                     : DIFF_UNKNOWN;
        why = "the program sees only this folder as its root";
    } else if (mailer && key == 'M') {
        long long m = cf_value_number(from);
        long long n = cf_value_number(to);
        v = m == n ? DIFF_NEUTRAL : n > 0 && (m <= 0 || n < m) ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "the largest message that this agent takes";
    } else if (!mailer && key == 'F' && strcmp(kind, "milter") == 0) {
        bool strict_x = strpbrk(from, "RT4") != NULL;
        bool strict_y = strpbrk(to, "RT4") != NULL;
        v = strict_x == strict_y ? DIFF_NEUTRAL : strict_y ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "with F=R, T or 4 mail does not pass unfiltered while the filter fails";
    } else if (!mailer && key == 'S') {
        v = DIFF_UNKNOWN;
        why = "another program filters the mail";
    }
    str_addf(&name, "%s %c=", a->name, key);
    diff_add(run, v, kind, str_text(&name), x, a->line, y, b->line, why);
    str_free(&name);
}

/* One difference for each flag that matters, one for all the others together. */
static void compare_mailer_flags(struct diff_run *run, const struct cf_entry *a,
                                 const struct cf_entry *b, const char *x, const char *y)
{
    struct str name = STR_INIT;
    struct str rest[2] = {STR_INIT, STR_INIT};
    for (int side = 0; side < 2; side++) {
        const char *from = side == 0 ? x : y;
        const char *to = side == 0 ? y : x;
        for (const char *f = from; *f != '\0'; f++) {
            size_t k = 0;
            if (cf_blank(*f) || strchr(to, *f) != NULL || memchr(from, *f, (size_t)(f - from)))
                continue;
            while (k < ARRAY_LEN(mailer_flags) && mailer_flags[k].flag != *f)
                k++;
            if (k == ARRAY_LEN(mailer_flags)) {
                str_addch(&rest[side], *f);
                continue;
            }
            enum diff_verdict v = mailer_flags[k].gained;
            if (side == 0 && v != DIFF_NEUTRAL)
                v = v == DIFF_HARDENS ? DIFF_WEAKENS : DIFF_HARDENS;
            str_clear(&name);
            str_addf(&name, "%s F=%c", a->name, *f);
            diff_add(run, v, "mailer", str_text(&name), side == 0 ? "set" : NULL, a->line,
                     side == 1 ? "set" : NULL, b->line, mailer_flags[k].why);
        }
    }
    if (rest[0].len > 0 || rest[1].len > 0) {
        str_clear(&name);
        str_addf(&name, "%s F=", a->name);
        diff_add(run, DIFF_NEUTRAL, "mailer", str_text(&name),
                 rest[0].len > 0 ? str_text(&rest[0]) : NULL, a->line,
                 rest[1].len > 0 ? str_text(&rest[1]) : NULL, b->line,
                 "only how mail is handed over");
    }
    str_free(&name);
    str_free(&rest[0]);
    str_free(&rest[1]);
}

static void each_mailer(struct diff_run *run, const char *name, const struct diff_pick *old,
                        const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL)
        compare_fields(run, "mailer", a, b);
    else
        diff_add(run, DIFF_NEUTRAL, "mailer", name, a != NULL ? a->value : NULL,
                 a != NULL ? a->line : 0, b != NULL ? b->value : NULL, b != NULL ? b->line : 0,
                 "an agent delivers only what the rules send to it");
}

void diff_mailers(struct diff_run *run)
{
    diff_join(run, CF_MAILER, true, each_mailer);
}

static void each_filter(struct diff_run *run, const char *name, const struct diff_pick *old,
                        const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL)
        compare_fields(run, "milter", a, b);
    else
        diff_add(run, DIFF_NEUTRAL, "milter", name, a != NULL ? a->value : NULL,
                 a != NULL ? a->line : 0, b != NULL ? b->value : NULL, b != NULL ? b->line : 0,
                 "a filter sees mail only where InputMailFilters or a daemon names it");
}

void diff_filters(struct diff_run *run)
{
    diff_join(run, CF_MILTER, true, each_filter);
}

static void each_queue(struct diff_run *run, const char *name, const struct diff_pick *old,
                       const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL && strcmp(a->value, b->value) == 0)
        return;
    diff_add(run, DIFF_NEUTRAL, "queue group", name, a != NULL ? a->value : NULL,
             a != NULL ? a->line : 0, b != NULL ? b->value : NULL, b != NULL ? b->line : 0,
             "only where and how often mail waits");
}

void diff_queues(struct diff_run *run)
{
    diff_join(run, CF_QUEUE, true, each_queue);
}
