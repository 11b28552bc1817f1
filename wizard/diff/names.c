/* Macros, classes and their files, maps, headers, precedences, environment and version. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/scan.h"

#include "diff/internal.h"

/* What having more of a thing does. */
enum gain { GAIN_NEUTRAL, GAIN_HARDENS, GAIN_WEAKENS, GAIN_UNKNOWN };

struct meaning {
    const char *name;
    enum gain gain;
    const char *why;
};

static const struct meaning *meaning_of(const struct meaning *table, size_t n, const char *name);
static enum diff_verdict verdict_of(enum gain gain, bool gained);
static diff_join_fn each_macro;
static diff_join_fn each_class;
static diff_join_fn each_class_file;
static diff_join_fn each_map;
static diff_join_fn each_header;
static diff_join_fn each_precedence;
static diff_join_fn each_environment;
static diff_join_fn each_version;
static diff_join_fn each_vendor_line;
static void split_members(const struct diff_pick *pick, struct strs *out);
static void gather_members(const struct cf *cf, const char *name, const struct diff_pick *pick,
                           struct strs *out);
static void members_only(const struct strs *a, const struct strs *b, struct str *out);
static int compare_words(const void *a, const void *b);
static void compare_headers(struct diff_run *run, const struct cf_entry *a,
                            const struct cf_entry *b);
static bool has_word(const char *text, const char *word, size_t len);
static bool same_blanks(const char *a, const char *b);
static bool same_path(const char *a, const char *b);
static bool is_program(const char *map);
static bool tells_version(const char *text);
static long line_of(const struct cf_entry *e);

static const struct meaning macros[] = {
    {"Z", GAIN_NEUTRAL, "only the version of the configuration"},
    {"S", GAIN_NEUTRAL, "the smart host: another host sees all outgoing mail"},
    {"R", GAIN_NEUTRAL, "the host that unqualified names go to"},
    {"H", GAIN_NEUTRAL, "the hub that local mail goes to"},
    {"C", GAIN_NEUTRAL, "the hub of this cluster"},
    {"L", GAIN_NEUTRAL, "the host for users without an account"},
    {"M", GAIN_NEUTRAL, "the domain that senders are shown under"},
    {"E", GAIN_NEUTRAL, "the host for users that are not masqueraded"},
    {"U", GAIN_NEUTRAL, "the relay for UUCP"},
    {"B", GAIN_NEUTRAL, "the relay for BITNET"},
    {"F", GAIN_NEUTRAL, "the relay for FAX"},
    {"Y", GAIN_NEUTRAL, "the relay for UUCP"},
    {"V", GAIN_NEUTRAL, "the relay for UUCP"},
    {"W", GAIN_NEUTRAL, "the relay for UUCP"},
    {"X", GAIN_NEUTRAL, "the relay for UUCP"},
    {"P", GAIN_NEUTRAL, "only a part of addresses"},
    {"j", GAIN_NEUTRAL, "this host's own full name"},
    {"w", GAIN_NEUTRAL, "this host's own name"},
    {"m", GAIN_NEUTRAL, "this host's own domain"},
    {"k", GAIN_NEUTRAL, "this host's UUCP name"},
    {"n", GAIN_NEUTRAL, "who bounces come from"},
    {"q", GAIN_NEUTRAL, "only the shape of addresses (old)"},
    {"l", GAIN_NEUTRAL, "only the shape of UNIX From lines (old)"},
    {"o", GAIN_UNKNOWN, "the operator characters (old): every rule reads addresses by them"},
    {"e", GAIN_UNKNOWN, "the greeting (old)"},
    {"{MTAHost}", GAIN_NEUTRAL, "the host that submitted mail is handed to"},
    {"MTAHost", GAIN_NEUTRAL, "the host that submitted mail is handed to"},
    {"sendmailMTACluster", GAIN_NEUTRAL, "only the name of the cluster in LDAP"},
};

static const struct meaning classes[] = {
    {"R", GAIN_WEAKENS, "mail is relayed for these domains and networks"},
    {"w", GAIN_NEUTRAL, "mail for these names is delivered here"},
    {"t", GAIN_WEAKENS, "these users may set any sender without a mark"},
    {"TrustAuthMech", GAIN_WEAKENS, "who authenticates by these mechanisms may relay"},
    {"Accept", GAIN_WEAKENS, "these answers of the access table let mail pass"},
    {"ResOk", GAIN_WEAKENS, "these results of looking up a sender's domain let mail pass"},
    {"TlsVerified", GAIN_WEAKENS, "these results count as a verified certificate"},
    {"Tls", GAIN_NEUTRAL, "which TLS requirements the access table may name"},
    {"Src", GAIN_NEUTRAL, "which look-ups SearchList knows"},
    {"O", GAIN_UNKNOWN, "which characters make an address a route through this host"},
    {"M", GAIN_NEUTRAL, "senders of these domains are masqueraded"},
    {"N", GAIN_NEUTRAL, "senders of these domains are not masqueraded"},
    {"E", GAIN_NEUTRAL, "these users keep their host in the sender"},
    {"L", GAIN_NEUTRAL, "these users are not sent to the hub"},
    {"P", GAIN_NEUTRAL, "names that are no domains of the Internet"},
    {"G", GAIN_NEUTRAL, "senders of these domains are looked up in genericstable"},
    {"VirtHost", GAIN_NEUTRAL, "recipients of these domains are looked up in virtusertable"},
    {"LDAPRoute", GAIN_NEUTRAL, "recipients of these domains are looked up in LDAP"},
    {"LDAPRouteEquiv", GAIN_NEUTRAL, "these names count as the canonical one in LDAP"},
    {"Canonify", GAIN_NEUTRAL, "names of these domains are made canonical"},
    {"persistentMacros", GAIN_NEUTRAL, "these macros are kept in queue files"},
    {"checkMIMETextHeaders", GAIN_HARDENS, "these headers are cut to MaxMimeHeaderLength"},
    {"checkMIMEHeaders", GAIN_HARDENS, "these headers are cut to MaxMimeHeaderLength"},
    {"checkMIMEFieldHeaders", GAIN_HARDENS, "these headers are cut to MaxMimeHeaderLength"},
    {"LocalIP", GAIN_WEAKENS, "these addresses count as this host"},
    {"LocalHostAddr", GAIN_WEAKENS, "these addresses count as this host"},
    {".", GAIN_NEUTRAL, "only how host names are read"},
    {"[", GAIN_NEUTRAL, "only how addresses in brackets are read"},
    {"e", GAIN_NEUTRAL, "which encodings 8-bit mail may take"},
    {"n", GAIN_NEUTRAL, "which types of content are not encoded"},
    {"q", GAIN_NEUTRAL, "which types of content are encoded as text"},
    {"s", GAIN_NEUTRAL, "which types of content hold messages"},
    {"U", GAIN_NEUTRAL, "UUCP neighbours"},
    {"k", GAIN_NEUTRAL, "this host's UUCP names"},
    {"V", GAIN_NEUTRAL, "UUCP neighbours"},
    {"W", GAIN_NEUTRAL, "UUCP neighbours"},
    {"X", GAIN_NEUTRAL, "UUCP neighbours"},
    {"Y", GAIN_NEUTRAL, "UUCP neighbours"},
    {"Z", GAIN_NEUTRAL, "UUCP neighbours"},
};

static const struct meaning *meaning_of(const struct meaning *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static enum diff_verdict verdict_of(enum gain gain, bool gained)
{
    switch (gain) {
    case GAIN_NEUTRAL:
        return DIFF_NEUTRAL;
    case GAIN_HARDENS:
        return gained ? DIFF_HARDENS : DIFF_WEAKENS;
    case GAIN_WEAKENS:
        return gained ? DIFF_WEAKENS : DIFF_HARDENS;
    case GAIN_UNKNOWN:
        break;
    }
    return DIFF_UNKNOWN;
}

static long line_of(const struct cf_entry *e)
{
    return e != NULL ? e->line : 0;
}

/* Equal but for the kind and number of their blanks. */
static bool same_blanks(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (cf_blank(*a) && cf_blank(*b)) {
            while (cf_blank(*a))
                a++;
            while (cf_blank(*b))
                b++;
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

static bool has_word(const char *text, const char *word, size_t len)
{
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += len)
        if ((at == text || cf_blank(at[-1])) && (at[len] == '\0' || cf_blank(at[len])))
            return true;
    return false;
}

static void each_macro(struct diff_run *run, const char *name, const struct diff_pick *old,
                       const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL && strcmp(a->value, b->value) == 0)
        return;
    const struct meaning *m = meaning_of(macros, ARRAY_LEN(macros), name);
    enum diff_verdict v = verdict_of(m != NULL ? m->gain : GAIN_UNKNOWN, b != NULL);
    const char *why = m != NULL ? m->why : "what it does depends on the rules that use it";
    bool ran = a != NULL && (a->flags & CF_PROGRAM);
    bool runs = b != NULL && (b->flags & CF_PROGRAM);
    if (ran != runs) {
        v = runs ? DIFF_WEAKENS : DIFF_HARDENS;
        why = "sendmail runs a program, as root, to read this macro";
    }
    diff_add(run, v, "macro", name, a != NULL ? a->value : NULL, line_of(a),
             b != NULL ? b->value : NULL, line_of(b), why);
}

void diff_macros(struct diff_run *run)
{
    diff_join(run, CF_MACRO, false, each_macro);
}

static int compare_words(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static void split_members(const struct diff_pick *pick, struct strs *out)
{
    for (size_t i = 0; i < pick->n; i++)
        strs_split(out, pick->v[i]->value, " ");
}

/* All members of a class, T lines being members of class t, sorted and without doubles. */
static void gather_members(const struct cf *cf, const char *name, const struct diff_pick *pick,
                           struct strs *out)
{
    split_members(pick, out);
    for (size_t i = 0; name[0] == 't' && name[1] == '\0' && i < cf->n; i++)
        if (cf->v[i].kind == CF_TRUSTED)
            strs_split(out, cf->v[i].value, " ");
    if (out->n > 1)
        qsort(out->v, out->n, sizeof(*out->v), compare_words);
}

/* The words of sorted a that sorted b does not have. */
static void members_only(const struct strs *a, const struct strs *b, struct str *out)
{
    size_t k = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (i > 0 && strcasecmp(a->v[i], a->v[i - 1]) == 0)
            continue;
        while (k < b->n && strcasecmp(b->v[k], a->v[i]) < 0)
            k++;
        if (k < b->n && strcasecmp(b->v[k], a->v[i]) == 0)
            continue;
        if (out->len > 0)
            str_addch(out, ' ');
        str_add(out, a->v[i]);
    }
}

static void each_class(struct diff_run *run, const char *name, const struct diff_pick *old,
                       const struct diff_pick *new)
{
    struct strs a = {NULL, 0, 0};
    struct strs b = {NULL, 0, 0};
    struct str lost = STR_INIT;
    struct str gained = STR_INIT;
    gather_members(run->old, name, old, &a);
    gather_members(run->new, name, new, &b);
    members_only(&a, &b, &lost);
    members_only(&b, &a, &gained);
    const struct meaning *m = meaning_of(classes, ARRAY_LEN(classes), name);
    enum gain gain = m != NULL ? m->gain : GAIN_UNKNOWN;
    const char *why = m != NULL ? m->why : "what it does depends on the rules that use it";
    long old_line = old->n > 0 ? old->v[old->n - 1]->line : 0;
    long new_line = new->n > 0 ? new->v[new->n - 1]->line : 0;
    if (gained.len > 0)
        diff_add(run, verdict_of(gain, true), "class", name, NULL, 0, str_text(&gained), new_line,
                 why);
    if (lost.len > 0)
        diff_add(run, verdict_of(gain, false), "class", name, str_text(&lost), old_line, NULL, 0,
                 why);
    strs_free(&a);
    strs_free(&b);
    str_free(&lost);
    str_free(&gained);
}

/* Whether two F lines name the same file, whatever their options and formats. */
static bool same_path(const char *a, const char *b)
{
    const char *x = strchr(a, '/');
    const char *y = strchr(b, '/');
    if (x == NULL || y == NULL)
        return false;
    size_t len = strcspn(x, " ");
    return len == strcspn(y, " ") && strncmp(x, y, len) == 0;
}

/* A class may have several files; each counts by itself. */
static void each_class_file(struct diff_run *run, const char *name, const struct diff_pick *old,
                            const struct diff_pick *new)
{
    const struct meaning *m = meaning_of(classes, ARRAY_LEN(classes), name);
    for (int side = 0; side < 2; side++) {
        const struct diff_pick *from = side == 0 ? old : new;
        const struct diff_pick *to = side == 0 ? new : old;
        for (size_t i = 0; i < from->n; i++) {
            const struct cf_entry *e = from->v[i];
            bool there = false;
            for (size_t k = 0; k < to->n && !there; k++)
                there = strcmp(to->v[k]->value, e->value) == 0;
            if (there)
                continue;
            enum diff_verdict v = verdict_of(m != NULL ? m->gain : GAIN_UNKNOWN, side == 1);
            const char *why = m != NULL ? m->why : "what it does depends on the rules that use it";
            if (e->flags & CF_PROGRAM) {
                v = side == 1 ? DIFF_WEAKENS : DIFF_HARDENS;
                why = "sendmail runs a program, as root, to read this class";
            } else if (to->n == 1 && from->n == 1 && same_path(e->value, to->v[0]->value)) {
                if (side == 0) /* one difference for the pair */
                    continue;
                diff_add(run, DIFF_NEUTRAL, "class file", name, to->v[0]->value, to->v[0]->line,
                         e->value, e->line,
                         "the same file, read another way, or allowed to be missing");
                continue;
            } else if (to->n == from->n && v != DIFF_NEUTRAL) {
                v = DIFF_UNKNOWN;
                why = "the members come from another file; compare the two";
            }
            diff_add(run, v, "class file", name, side == 0 ? e->value : NULL, e->line,
                     side == 1 ? e->value : NULL, e->line, why);
        }
    }
}

void diff_classes(struct diff_run *run)
{
    struct diff_pick none = {NULL, 0};
    diff_join(run, CF_CLASS, false, each_class);
    /* Trusted users that stand in T lines only make up class t all the same. */
    if (cf_find(run->old, CF_CLASS, "t") == NULL && cf_find(run->new, CF_CLASS, "t") == NULL)
        each_class(run, "t", &none, &none);
    diff_join(run, CF_CLASSFILE, false, each_class_file);
}

static bool is_program(const char *map)
{
    return strstr(map, "program") == map;
}

static void each_map(struct diff_run *run, const char *name, const struct diff_pick *old,
                     const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL && same_blanks(a->value, b->value))
        return;
    const char *x = a != NULL ? a->value : "";
    const char *y = b != NULL ? b->value : "";
    bool tempfail_x = strstr(x, "-T<TMPF>") != NULL;
    bool tempfail_y = strstr(y, "-T<TMPF>") != NULL;
    bool optional_x = has_word(x, "-o", 2);
    bool optional_y = has_word(y, "-o", 2);
    bool program_x = is_program(x);
    bool program_y = is_program(y);
    enum diff_verdict v = DIFF_NEUTRAL;
    const char *why = "a map does only what the rules that ask it do with the answer";
    if (program_x != program_y) {
        v = program_y ? DIFF_WEAKENS : DIFF_HARDENS;
        why = "look-ups in this map run a program";
    } else if (a != NULL && b != NULL && tempfail_x != tempfail_y) {
        v = tempfail_y ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "-T<TMPF> refuses mail for now when the table cannot be asked; without it the "
              "check is passed over";
    } else if (a != NULL && b != NULL && optional_x != optional_y) {
        v = optional_y ? DIFF_WEAKENS : DIFF_HARDENS;
        why = "with -o a table that is missing or unsafe is silently taken as empty";
    } else if (a != NULL && b != NULL) {
        why = "another table, or read another way; compare the tables";
    }
    diff_add(run, v, "map", name, a != NULL ? x : NULL, line_of(a), b != NULL ? y : NULL,
             line_of(b), why);
}

void diff_maps(struct diff_run *run)
{
    diff_join(run, CF_MAP, true, each_map);
}

static bool tells_version(const char *text)
{
    return strstr(text, "$v") != NULL || strstr(text, "$Z") != NULL;
}

/* How many of the things that lead back to a sender a Received: header records. */
static int traced(const char *text)
{
    static const char *const things[] = {"$s", "$i", "$u"};
    bool all = strstr(text, "$_") != NULL;
    int n = (all || strstr(text, "${client_addr}") != NULL) +
            (all || strstr(text, "${client_name}") != NULL) + all;
    for (size_t i = 0; i < ARRAY_LEN(things); i++)
        n += strstr(text, things[i]) != NULL;
    return n;
}

static void compare_headers(struct diff_run *run, const struct cf_entry *a,
                            const struct cf_entry *b)
{
    MUST(a != NULL || b != NULL);
    const char *x = a != NULL ? a->value : NULL;
    const char *y = b != NULL ? b->value : NULL;
    const char *name = a != NULL ? a->name : b->name;
    if (a != NULL && b != NULL && strcmp(a->note, b->note) == 0 && same_blanks(x, y))
        return;
    bool received = strcasecmp(name, "Received") == 0;
    bool checked_x = x != NULL && strncmp(x, "$>", 2) == 0;
    bool checked_y = y != NULL && strncmp(y, "$>", 2) == 0;
    enum diff_verdict v = DIFF_NEUTRAL;
    const char *why = "only which headers mail carries";
    if (checked_x != checked_y) {
        v = checked_y ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "a ruleset that can refuse the message sees this header";
    } else if (checked_x) {
        v = DIFF_UNKNOWN;
        why = "another ruleset checks this header";
    } else if (received && (y == NULL || (x == NULL && traced(y) > 0))) {
        v = y != NULL ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "without this line nobody can trace a message (RFC 5321 4.4)";
    } else if (received && (x == NULL || y == NULL)) {
        why = "one more or less line that records nothing";
    } else if (received && tells_version(x) != tells_version(y)) {
        v = tells_version(y) ? DIFF_WEAKENS : DIFF_HARDENS;
        why = "a version number in Received: tells every recipient which holes to try";
    } else if (received && traced(x) != traced(y)) {
        v = traced(y) > traced(x) ? DIFF_HARDENS : DIFF_WEAKENS;
        why = "name, address, IDENT, HELO, id and recipient lead to a message's sender (RFC 5321 "
              "4.4)";
    } else if (received) {
        why = "what is recorded about a message's way";
    }
    struct str old = STR_INIT;
    struct str new = STR_INIT;
    if (a != NULL)
        str_addf(&old, a->note[0] != '\0' ? "?%s?%s" : "%s%s", a->note, x);
    if (b != NULL)
        str_addf(&new, b->note[0] != '\0' ? "?%s?%s" : "%s%s", b->note, y);
    diff_add(run, v, "header", name, a != NULL ? str_text(&old) : NULL, line_of(a),
             b != NULL ? str_text(&new) : NULL, line_of(b), why);
    str_free(&old);
    str_free(&new);
}

/* A header may stand several times with other flags: those of a kind are compared in order. */
static void each_header(struct diff_run *run, const char *name, const struct diff_pick *old,
                        const struct diff_pick *new)
{
    (void)name;
    for (size_t i = 0; i < old->n || i < new->n; i++)
        compare_headers(run, i < old->n ? old->v[i] : NULL, i < new->n ? new->v[i] : NULL);
}

void diff_headers(struct diff_run *run)
{
    diff_join(run, CF_HEADER, true, each_header);
}

static void each_precedence(struct diff_run *run, const char *name, const struct diff_pick *old,
                            const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[0] : NULL; /* the first counts */
    const struct cf_entry *b = new->n > 0 ? new->v[0] : NULL;
    if (a != NULL && b != NULL && cf_value_number(a->value) == cf_value_number(b->value))
        return;
    diff_add(run, DIFF_NEUTRAL, "precedence", name, a != NULL ? a->value : NULL, line_of(a),
             b != NULL ? b->value : NULL, line_of(b), "only the order of the queue");
}

static void each_environment(struct diff_run *run, const char *name, const struct diff_pick *old,
                             const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL && a->flags == b->flags && strcmp(a->value, b->value) == 0)
        return;
    bool hide = diff_is_secret(name, strlen(name));
    bool loader = strncmp(name, "LD_", 3) == 0 || strcmp(name, "PATH") == 0 ||
                  strcmp(name, "IFS") == 0 || strcmp(name, "SHELL") == 0;
    diff_add(run, loader ? DIFF_WEAKENS : DIFF_NEUTRAL, "environment", name,
             a == NULL ? NULL
             : hide    ? "(secret)"
                       : a->value,
             line_of(a),
             b == NULL ? NULL
             : hide    ? "(secret)"
                       : b->value,
             line_of(b),
             loader ? "decides which code runs in programs that sendmail starts"
                    : "programs and libraries that sendmail uses may read it");
}

static void each_version(struct diff_run *run, const char *name, const struct diff_pick *old,
                         const struct diff_pick *new)
{
    const struct cf_entry *a = old->n > 0 ? old->v[old->n - 1] : NULL;
    const struct cf_entry *b = new->n > 0 ? new->v[new->n - 1] : NULL;
    if (a != NULL && b != NULL) /* the same level, the vendor is part of the banner */
        return;
    diff_add(run, DIFF_UNKNOWN, "level", "V", a != NULL ? name : NULL, line_of(a),
             b != NULL ? name : NULL, line_of(b),
             "sendmail reads comments, names and defaults by the level of the configuration");
}

static void each_vendor_line(struct diff_run *run, const char *name, const struct diff_pick *old,
                             const struct diff_pick *new)
{
    (void)name;
    for (size_t i = 0; i < old->n || i < new->n; i++) {
        const struct cf_entry *a = i < old->n ? old->v[i] : NULL;
        const struct cf_entry *b = i < new->n ? new->v[i] : NULL;
        MUST(a != NULL || b != NULL);
        const char kind[2] = {(char)(a != NULL ? a : b)->kind, '\0'};
        if (a == NULL || b == NULL || strcmp(a->value, b->value) != 0)
            diff_add(run, DIFF_UNKNOWN, "vendor line", kind, a != NULL ? a->value : NULL,
                     line_of(a), b != NULL ? b->value : NULL, line_of(b),
                     "only special builds of sendmail know this line");
    }
}

void diff_others(struct diff_run *run)
{
    diff_join(run, CF_PRECEDENCE, true, each_precedence);
    diff_join(run, CF_ENVIRONMENT, false, each_environment);
    diff_join(run, CF_VERSION, false, each_version);
    diff_join(run, CF_LOOKUP, false, each_vendor_line);
    diff_join(run, CF_LOOKUPCLASS, false, each_vendor_line);
}
