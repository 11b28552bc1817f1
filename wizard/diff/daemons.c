/*
 * DaemonPortOptions and ClientPortOptions: clauses of key=value.  A daemon is
 * known by its name; without any clause sendmail listens on all addresses.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/option.h"
#include "cf/scan.h"

#include "diff/internal.h"

enum { CLAUSES_MAX = 256 }; /* sendmail refuses a file with more than MAXDAEMONS, 10 */

struct clause {
    const char *text; /* borrowed */
    long line;
    struct str name;
    bool matched;
};

struct clauses {
    struct clause *v;
    size_t n;
};

static struct clauses gather(const struct cf *cf, const char *option);
static void drop(struct clauses *c);
static bool field(const char *text, char key, struct str *out);
static void pair(struct diff_run *run, struct clauses *a, struct clauses *b, char by);
static void key_of(const struct clause *c, char by, struct str *out);
static const char *judge_lone(const struct clause *c, const struct clauses *others, bool gone,
                              enum diff_verdict *verdict);
static void compare_clause(struct diff_run *run, struct clause *a, struct clause *b);
static void compare_modifiers(struct diff_run *run, const struct clause *a, const struct clause *b);
static void compare_clients(struct diff_run *run);

/* Keys whose change has a meaning of its own; the others make no difference. */
static const struct {
    char key;
    const char *name;
    const char *why;
} keys[] = {
    {'P', "Port", "another port takes the mail; firewalls and clients must agree"},
    {'F', "Family", "another kind of address is listened on"},
    {'I', "InputFilters", "this daemon's mail passes other milters than before"},
    {'L', "Listen", "only the length of the listen queue"},
    {'c', "children", "how many children this daemon may have"},
    {'D', "DeliveryMode", "only when mail is delivered"},
    {'r', "refuseLA", "the load from which this daemon refuses connections"},
    {'d', "delayLA", "the load from which this daemon answers late"},
    {'q', "queueLA", "the load from which this daemon only queues"},
};

/* sendmail tells keys apart by their first letter, in most cases by the capital one. */
static bool field(const char *text, char key, struct str *out)
{
    const char *k;
    const char *v;
    size_t k_len;
    size_t v_len;
    str_clear(out);
    while ((text = cf_scan_field(text, &k, &k_len, &v, &v_len)) != NULL) {
        /* Every address, named: the same as none. */
        bool any = key == 'A' && ((v_len == 7 && memcmp(v, "0.0.0.0", 7) == 0) ||
                                  (v_len == 2 && memcmp(v, "::", 2) == 0));
        if (k_len > 0 && !any &&
            (k[0] == key || (key == 'A' && k[0] == 'a') || (key == 'P' && k[0] == 'p') ||
             (key == 'N' && k[0] == 'n') || (key == 'M' && k[0] == 'm') ||
             (key == 'F' && k[0] == 'f'))) {
            str_addn(out, v, v_len);
            return true;
        }
    }
    return false;
}

static struct clauses gather(const struct cf *cf, const char *option)
{
    struct clauses c = {NULL, 0};
    c.v = mem_alloc(CLAUSES_MAX * sizeof(*c.v));
    for (size_t i = 0; i < cf->n && c.n < CLAUSES_MAX; i++) {
        const struct cf_entry *e = &cf->v[i];
        if (e->kind != CF_OPTION || strcmp(e->name, option) != 0)
            continue;
        struct clause *to = &c.v[c.n];
        *to = (struct clause){.text = e->value, .line = e->line, .name = STR_INIT};
        if (!field(e->value, 'N', &to->name))
            str_addf(&to->name, "Daemon%zu", c.n);
        c.n++;
    }
    if (c.n == 0 && strcmp(option, "DaemonPortOptions") == 0) {
        c.v[0] = (struct clause){.text = "Port=smtp", .name = STR_INIT};
        str_add(&c.v[0].name, "Daemon0");
        c.n = 1;
    }
    return c;
}

static void drop(struct clauses *c)
{
    for (size_t i = 0; i < c->n; i++)
        str_free(&c->v[i].name);
    free(c->v);
}

/* Pairs and compares the daemons that have the same name (N) or port (P). */
static void pair(struct diff_run *run, struct clauses *a, struct clauses *b, char by)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n && !a->v[i].matched; k++) {
            if (b->v[k].matched)
                continue;
            key_of(&a->v[i], by, &x);
            key_of(&b->v[k], by, &y);
            if (strcasecmp(str_text(&x), str_text(&y)) != 0)
                continue;
            a->v[i].matched = b->v[k].matched = true;
            compare_clause(run, &a->v[i], &b->v[k]);
        }
    str_free(&x);
    str_free(&y);
}

static void key_of(const struct clause *c, char by, struct str *out)
{
    if (by == 'N') {
        str_clear(out);
        str_add(out, str_text(&c->name));
        return;
    }
    if (!field(c->text, 'P', out))
        str_add(out, "smtp");
    if (strcmp(str_text(out), "25") == 0 || strcasecmp(str_text(out), "smtp") == 0) {
        str_clear(out);
        str_add(out, "smtp");
    } else if (strcmp(str_text(out), "587") == 0) {
        str_clear(out);
        str_add(out, "submission");
    }
    struct str family = STR_INIT; /* IPv4 and IPv6 are two daemons */
    bool six = field(c->text, 'F', &family) && strcasecmp(str_text(&family), "inet6") == 0;
    str_add(out, six ? " inet6" : " inet");
    str_free(&family);
}

void diff_daemons(struct diff_run *run)
{
    struct clauses a = gather(run->old, "DaemonPortOptions");
    struct clauses b = gather(run->new, "DaemonPortOptions");
    struct str name = STR_INIT;
    pair(run, &a, &b, 'N');
    pair(run, &a, &b, 'P'); /* another name on the same port is the same daemon */
    for (int side = 0; side < 2; side++) {
        struct clauses *c = side == 0 ? &a : &b;
        for (size_t i = 0; i < c->n; i++) {
            if (c->v[i].matched)
                continue;
            enum diff_verdict verdict;
            const char *why = judge_lone(&c->v[i], side == 0 ? &b : &a, side == 0, &verdict);
            str_clear(&name);
            str_addf(&name, "DaemonPortOptions %s", str_text(&c->v[i].name));
            diff_add(run, verdict, "daemon", str_text(&name), side == 0 ? c->v[i].text : NULL,
                     c->v[i].line, side == 1 ? c->v[i].text : NULL, c->v[i].line, why);
        }
    }
    str_free(&name);
    drop(&a);
    drop(&b);
    compare_clients(run);
}

/*
 * A daemon of one side alone: strangers may reach its address by one of the other side's as well.
 */
static const char *judge_lone(const struct clause *c, const struct clauses *others, bool gone,
                              enum diff_verdict *verdict)
{
    static const char six[] = " inet6";
    struct str own = STR_INIT, key = STR_INIT, address = STR_INIT;
    bool covered = false, perhaps = false;
    key_of(c, 'P', &own);
    size_t port = (size_t)(strrchr(str_text(&own), ' ') - str_text(&own));
    for (size_t i = 0; i < others->n; i++) {
        key_of(&others->v[i], 'P', &key);
        if (field(others->v[i].text, 'A', &address))
            continue;
        covered = covered || strcasecmp(str_text(&key), str_text(&own)) == 0;
        perhaps = perhaps || (strncasecmp(str_text(&key), str_text(&own), port) == 0 &&
                              strcmp(str_text(&key) + port, six) == 0);
    }
    str_free(&own);
    str_free(&key);
    str_free(&address);
    if (cf_clause_is_local(c->text)) {
        *verdict = DIFF_NEUTRAL;
        return "listens on this host only";
    }
    if (covered || perhaps) {
        *verdict = covered ? DIFF_NEUTRAL : DIFF_UNKNOWN;
        return covered ? "another daemon listens on this port of all addresses"
                       : "another daemon listens on this port of all addresses of IPv6, which on "
                         "many systems are those of IPv4, too";
    }
    *verdict = gone ? DIFF_HARDENS : DIFF_WEAKENS;
    return gone ? "one place less that strangers can reach"
                : "one more place that strangers can reach";
}

static void compare_clause(struct diff_run *run, struct clause *a, struct clause *b)
{
    struct str name = STR_INIT;
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    bool was = cf_clause_is_local(a->text);
    bool is = cf_clause_is_local(b->text);
    if (strcmp(a->text, b->text) == 0)
        goto out;
    str_addf(&name, "DaemonPortOptions %s", str_text(&b->name));
    bool set_a = field(a->text, 'A', &x);
    bool set_b = field(b->text, 'A', &y);
    if (was != is)
        diff_add(run, is ? DIFF_HARDENS : DIFF_WEAKENS, "daemon", str_text(&name), a->text, a->line,
                 b->text, b->line,
                 is ? "listens on this host only, no longer on the network"
                    : "listens on the network, not on this host only");
    else if (set_a != set_b && !is)
        diff_add(run, set_b ? DIFF_HARDENS : DIFF_WEAKENS, "daemon", str_text(&name), a->text,
                 a->line, b->text, b->line,
                 set_b ? "listens on one address instead of all"
                       : "listens on all addresses instead of one");
    else if (strcasecmp(str_text(&x), str_text(&y)) != 0)
        diff_add(run, is ? DIFF_NEUTRAL : DIFF_UNKNOWN, "daemon", str_text(&name), str_text(&x),
                 a->line, str_text(&y), b->line, "listens on another address");
    compare_modifiers(run, a, b);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        bool has_a = field(a->text, keys[i].key, &x);
        bool has_b = field(b->text, keys[i].key, &y);
        bool port = keys[i].key == 'P'; /* "smtp" is the default */
        if (port) {
            key_of(a, 'P', &x);
            key_of(b, 'P', &y);
            if (strcmp(str_text(&x), str_text(&y)) == 0)
                continue;
            field(a->text, 'P', &x);
            field(b->text, 'P', &y);
        }
        if (port && !has_a)
            str_add(&x, "smtp");
        if (port && !has_b)
            str_add(&y, "smtp");
        if (strcasecmp(str_text(&x), str_text(&y)) == 0 ||
            (keys[i].key == 'F' && !has_a && strcasecmp(str_text(&y), "inet") == 0) ||
            (keys[i].key == 'F' && !has_b && strcasecmp(str_text(&x), "inet") == 0))
            continue;
        str_clear(&name);
        str_addf(&name, "DaemonPortOptions %s %s", str_text(&b->name), keys[i].name);
        diff_add(run, keys[i].key == 'I' ? DIFF_UNKNOWN : DIFF_NEUTRAL, "daemon", str_text(&name),
                 has_a || port ? str_text(&x) : NULL, a->line, has_b || port ? str_text(&y) : NULL,
                 b->line, keys[i].why);
    }
out:
    str_free(&name);
    str_free(&x);
    str_free(&y);
}

static void compare_modifiers(struct diff_run *run, const struct clause *a, const struct clause *b)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    struct str name = STR_INIT;
    field(a->text, 'M', &x);
    field(b->text, 'M', &y);
    for (int side = 0; side < 2; side++) {
        const char *from = str_text(side == 0 ? &x : &y);
        const char *to = str_text(side == 0 ? &y : &x);
        for (; *from != '\0'; from++) {
            char flag[2] = {*from, '\0'};
            if (cf_blank(*from) || strchr(to, *from) != NULL)
                continue;
            const struct cf_flag_row *row = cf_flag_find("DaemonPortOptions", flag);
            enum diff_verdict v = row == NULL                                ? DIFF_UNKNOWN
                                  : row->way == CF_WAY_NEUTRAL               ? DIFF_NEUTRAL
                                  : (row->way == CF_WAY_MORE) == (side == 1) ? DIFF_HARDENS
                                                                             : DIFF_WEAKENS;
            str_clear(&name);
            str_addf(&name, "DaemonPortOptions %s M=%s", str_text(&b->name), flag);
            diff_add(run, v, "daemon", str_text(&name), side == 0 ? "set" : NULL, a->line,
                     side == 1 ? "set" : NULL, b->line,
                     row != NULL ? row->why : "no known version of sendmail has this modifier");
        }
    }
    str_free(&x);
    str_free(&y);
    str_free(&name);
}

static void compare_clients(struct diff_run *run)
{
    struct clauses a = gather(run->old, "ClientPortOptions");
    struct clauses b = gather(run->new, "ClientPortOptions");
    for (size_t i = 0; i < a.n || i < b.n; i++) {
        const char *x = i < a.n ? a.v[i].text : NULL;
        const char *y = i < b.n ? b.v[i].text : NULL;
        if (x == NULL || y == NULL || strcmp(x, y) != 0)
            diff_add(run, DIFF_NEUTRAL, "option", "ClientPortOptions", x, i < a.n ? a.v[i].line : 0,
                     y, i < b.n ? b.v[i].line : 0,
                     "decides which address outgoing connections leave from");
    }
    drop(&a);
    drop(&b);
}
