/* Two proofs side by side: what becomes of the same messages; see proof.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "relay/proof.h"

/* In the order in which they are printed. */
enum change { CHANGE_OPENED, CHANGE_TIGHTENED, CHANGE_MOVED, CHANGE_COUNT };

struct changed {
    enum change change;
    const struct probe *old, *new;
};

/* How much two proofs have in common. */
struct tally {
    size_t both, only_old, only_new;
    size_t changes[CHANGE_COUNT];
    size_t hidden; /* like one that is shown */
};

static size_t compare(const struct proof *old, const struct proof *new, struct changed **out,
                      struct tally *tally);
static int in_order(const void *a, const void *b);
static bool is_like_before(const struct changed *all, size_t upto);
static void print_tally(const struct tally *t, bool json, FILE *to);
static void put_json(json_t *object, FILE *to);
static size_t *sorted(const struct proof *p);
static char *identity(const struct proof *p, const struct probe *probe);
static bool gets_through(const struct fate *fate);
static bool same_fate(const struct probe *a, const struct probe *b);
static bool same_text(const char *a, const char *b);
static void print_text(const struct proof *new, const struct changed *c, FILE *to);
static void print_json(const struct proof *new, const struct changed *c, FILE *to);

static const char *const names[CHANGE_COUNT] = {
    [CHANGE_OPENED] = "opened", [CHANGE_TIGHTENED] = "tightened", [CHANGE_MOVED] = "moved"};

size_t behavior_print(const struct proof *old, const struct proof *new, bool json, bool verbose,
                      FILE *to)
{
    struct changed *all = NULL;
    struct tally tally = {0};
    size_t n = compare(old, new, &all, &tally);
    if (n > 0)
        qsort(all, n, sizeof(*all), in_order);
    for (size_t i = 0; i < n; i++) {
        if (!json && !verbose && is_like_before(all, i))
            tally.hidden++;
        else
            (json ? print_json : print_text)(new, &all[i], to);
    }
    for (size_t i = 0; i < n; i++)
        tally.changes[all[i].change]++;
    print_tally(&tally, json, to);
    free(all);
    return n;
}

/* Opened first, and in the order in which they were tried. */
static int in_order(const void *a, const void *b)
{
    const struct changed *x = a, *y = b;
    int c = (x->change > y->change) - (x->change < y->change);
    return c != 0 ? c : (x->new > y->new) - (x->new < y->new);
}

/* Of one flow and weakness the first tells it all. */
static bool is_like_before(const struct changed *all, size_t upto)
{
    const struct changed *c = &all[upto];
    for (size_t i = 0; i < upto; i++)
        if (all[i].change == c->change && probe_is_like(all[i].new, c->new))
            return true;
    return false;
}

static void print_tally(const struct tally *t, bool json, FILE *to)
{
    if (json) {
        json_t *row = json_pack("{s:i, s:s, s:s, s:I, s:I, s:I}", "v", 1, "type", "behavior",
                                "kind", "summary", "compared", (json_int_t)t->both, "only_old",
                                (json_int_t)t->only_old, "only_new", (json_int_t)t->only_new);
        for (enum change k = 0; k < CHANGE_COUNT; k++)
            json_object_set_new(row, names[k], json_integer((json_int_t)t->changes[k]));
        put_json(row, to);
        return;
    }
    fprintf(to, "%zu messages compared: %zu opened, %zu tightened, %zu moved", t->both,
            t->changes[CHANGE_OPENED], t->changes[CHANGE_TIGHTENED], t->changes[CHANGE_MOVED]);
    if (t->only_old + t->only_new > 0)
        fprintf(to, "; %zu arise only with the old, %zu only with the new", t->only_old,
                t->only_new);
    if (t->hidden > 0)
        fprintf(to, " (%zu like those above; -v shows all)", t->hidden);
    fprintf(to, "\n");
}

/* Both lists of identities are sorted, and merged. */
static size_t compare(const struct proof *old, const struct proof *new, struct changed **out,
                      struct tally *tally)
{
    size_t n = 0;
    struct changed *all = mem_alloc((new->n + 1) * sizeof(*all));
    char **a = mem_alloc((old->n + 1) * sizeof(*a)), **b = mem_alloc((new->n + 1) * sizeof(*b));
    size_t *in_old = sorted(old), *in_new = sorted(new);
    for (size_t i = 0; i < old->n; i++)
        a[i] = identity(old, &old->v[in_old[i]]);
    for (size_t i = 0; i < new->n; i++)
        b[i] = identity(new, &new->v[in_new[i]]);
    for (size_t i = 0, k = 0; i < old->n && k < new->n;) {
        int order = strcmp(a[i], b[k]);
        if (order == 0) {
            tally->both++;
            const struct probe *x = &old->v[in_old[i]], *y = &new->v[in_new[k]];
            bool was = gets_through(&x->fate), is = gets_through(&y->fate);
            if (was != is || !same_fate(x, y))
                all[n++] = (struct changed){.change = !was && is   ? CHANGE_OPENED
                                                      : was && !is ? CHANGE_TIGHTENED
                                                                   : CHANGE_MOVED,
                                            .old = x,
                                            .new = y};
        }
        i += order <= 0;
        k += order >= 0;
    }
    tally->only_old = old->n - tally->both;
    tally->only_new = new->n - tally->both;
    for (size_t i = 0; i < old->n; i++)
        free(a[i]);
    for (size_t i = 0; i < new->n; i++)
        free(b[i]);
    free(a);
    free(b);
    free(in_old);
    free(in_new);
    *out = all;
    return n;
}

/* qsort_r(3) has its proof as the argument. */
static int by_identity(const void *a, const void *b, void *proof)
{
    const struct proof *p = proof;
    char *x = identity(p, &p->v[*(const size_t *)a]), *y = identity(p, &p->v[*(const size_t *)b]);
    int order = strcmp(x, y);
    free(x);
    free(y);
    return order;
}

static size_t *sorted(const struct proof *p)
{
    size_t *order = mem_alloc((p->n + 1) * sizeof(*order));
    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    qsort_r(order, p->n, sizeof(*order), by_identity, (void *)(size_t)p);
    return order;
}

static char *identity(const struct proof *p, const struct probe *probe)
{
    struct str s = STR_INIT;
    const struct relay_client *c = &p->site.clients[probe->client];
    str_addf(&s, "%s\n%d\n%s", c->label, (int)probe->dest, probe->id);
    return str_take(&s);
}

static bool gets_through(const struct fate *fate)
{
    return fate->kind == FATE_LOCAL || fate->kind == FATE_RELAYED || fate->kind == FATE_UNDECIDED ||
           fate->kind == FATE_PASSED;
}

/* Of recipients with other names, the names in the answer differ, too. */
static bool same_fate(const struct probe *a, const struct probe *b)
{
    const struct fate *x = &a->fate, *y = &b->fate;
    bool named_alike = strcmp(a->rcpt, b->rcpt) == 0 && strcmp(a->from, b->from) == 0;
    return x->kind == y->kind && same_text(x->mailer, y->mailer) && same_text(x->host, y->host) &&
           (!named_alike || (same_text(x->user, y->user) && same_text(x->text, y->text)));
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static void print_text(const struct proof *new, const struct changed *c, FILE *to)
{
    struct str smtp = STR_INIT;
    char *was = fate_show(&c->old->fate), *is = fate_show(&c->new->fate);
    proof_smtp(new, c->new, &smtp);
    fprintf(to, "%s%s%s %s -> %s\n",
            colour(c->change == CHANGE_OPENED ? COLOUR_BAD : COLOUR_NEUTRAL), names[c->change],
            colour(COLOUR_RESET), new->site.clients[c->new->client].label,
            policy_destination_name(c->new->dest));
    for (const char *p = str_text(&smtp); *p != '\0';) {
        size_t len = strcspn(p, "\n");
        fputs("    ", to);
        for (size_t i = 0; i < len; i++)
            fputc((unsigned char)p[i] >= ' ' && (unsigned char)p[i] < 127 ? p[i] : '?', to);
        fputc('\n', to);
        p += len + (p[len] == '\n');
    }
    fprintf(to, "  - %s\n  + %s\n", was, is);
    free(was);
    free(is);
    str_free(&smtp);
}

static void print_json(const struct proof *new, const struct changed *c, FILE *to)
{
    const struct relay_client *client = &new->site.clients[c->new->client];
    char *was = fate_show(&c->old->fate), *is = fate_show(&c->new->fate);
    json_t *row = json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "v", 1, "type", "behavior",
        "kind", "behavior", "change", names[c->change], "client", policy_client_name(client->class),
        "destination", policy_destination_name(c->new->dest), "who",
        json_stringn_nocheck(client->label, strlen(client->label)), "from",
        json_stringn_nocheck(c->new->from, strlen(c->new->from)), "rcpt",
        json_stringn_nocheck(c->new->rcpt, strlen(c->new->rcpt)), "old",
        json_stringn_nocheck(was, strlen(was)), "new", json_stringn_nocheck(is, strlen(is)));
    put_json(row, to);
    free(was);
    free(is);
}

static void put_json(json_t *object, FILE *to)
{
    char *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    MUST(line != NULL);
    fprintf(to, "%s\n", line);
    free(line);
    json_decref(object);
}
