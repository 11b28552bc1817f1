/* Tables compared by key through one hash table over the old side; see table.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "diff/internal.h"
#include "diff/table.h"

/* A line, by offsets into its buffer: key and value are NUL-ended there. */
struct row {
    uint32_t key;
    uint32_t value;
    uint32_t hash;
    uint32_t line;
};

struct rows {
    struct row *v; /* owned */
    uint32_t n;
    uint32_t cap;
    char *text; /* borrowed */
};

/* Open addressing; a slot holds the number of a row plus one, 0 is free. */
struct index {
    uint32_t *slots; /* owned */
    uint32_t mask;
};

static int split(enum table_kind kind, const char *name, struct str *text, struct rows *rows,
                 struct err *err);
static uint32_t fold_key(char *key, char *end);
static char *join_aliases(char *eol, char *end, uint32_t *line);
static void build(struct index *index, struct rows *rows);
static uint32_t find(const struct index *index, const struct rows *rows, const struct row *row,
                     const char *key);
static bool same_value(const char *a, const char *b);
static int effect_of(enum table_kind kind, const char *value);
static void report(struct diff_run *run, enum table_kind kind, const char *label, const char *key,
                   const char *old, long old_line, const char *new, long new_line);
static bool is_blank(char c);

static const struct {
    const char *name;
    enum table_kind kind;
} kinds[] = {
    {"access", TABLE_ACCESS},         {"relay-domains", TABLE_RELAY},
    {"trusted-users", TABLE_TRUSTED}, {"local-host-names", TABLE_LIST},
    {"recipients", TABLE_LIST},       {"aliases", TABLE_ALIASES},
    {"authinfo", TABLE_SECRET},       {"default-auth-info", TABLE_SECRET},
    {"virtuser-domains", TABLE_LIST}, {"generics-domains", TABLE_LIST},
};

enum table_kind table_kind_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strncmp(base, kinds[i].name, strlen(kinds[i].name)) == 0)
            return kinds[i].kind;
    return TABLE_MAP;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Lower case in place, as makemap stores keys; FNV-1a of it. */
static uint32_t fold_key(char *key, char *end)
{
    uint32_t h = 2166136261u;
    for (; key < end; key++) {
        if (*key >= 'A' && *key <= 'Z')
            *key = (char)(*key | 0x20);
        h = (h ^ (unsigned char)*key) * 16777619u;
    }
    return h;
}

/* Makes the newlines before continuation lines blanks; returns the end of the whole. */
static char *join_aliases(char *eol, char *end, uint32_t *line)
{
    while (eol + 1 < end && (eol[1] == ' ' || eol[1] == '\t')) {
        *eol = ' ';
        (*line)++;
        char *next = memchr(eol, '\n', (size_t)(end - eol));
        eol = next != NULL ? next : end;
    }
    return eol;
}

static int split(enum table_kind kind, const char *name, struct str *text, struct rows *rows,
                 struct err *err)
{
    str_reserve(text, 1);
    char *p = text->buf;
    char *end = p + text->len;
    uint32_t line = 0;
    *rows = (struct rows){.text = text->buf};
    if (text->len > TABLE_MAX_BYTES)
        return err_set_at(err, ERR_INPUT, name, 0, 0, "is larger than %d bytes", TABLE_MAX_BYTES);
    while (p < end) {
        char *eol = memchr(p, '\n', (size_t)(end - p));
        uint32_t first = ++line;
        if (eol == NULL)
            eol = end;
        if (kind == TABLE_ALIASES && *p != '#')
            eol = join_aliases(eol, end, &line);
        char *key = p;
        p = eol + 1;
        while (key < eol && is_blank(*key))
            key++;
        if (key == eol || *key == '#')
            continue;
        char *key_end = key;
        bool quoted = false;
        for (; key_end < eol; key_end++) {
            if (*key_end == '"' && kind == TABLE_ALIASES)
                quoted = !quoted;
            else if (!quoted && (kind == TABLE_ALIASES ? *key_end == ':' : is_blank(*key_end)))
                break;
        }
        char *value = key_end < eol ? key_end + 1 : eol;
        while (key_end > key && is_blank(key_end[-1]))
            key_end--;
        while (value < eol && is_blank(*value))
            value++;
        char *value_end = eol;
        while (value_end > value && is_blank(value_end[-1]))
            value_end--;
        if (rows->n == rows->cap) {
            rows->cap = rows->cap > 0 ? rows->cap * 2 : 1024;
            rows->v = mem_realloc(rows->v, rows->cap, sizeof(*rows->v));
        }
        struct row *r = &rows->v[rows->n++];
        *r = (struct row){.key = (uint32_t)(key - text->buf),
                          .value = (uint32_t)(value - text->buf),
                          .line = first,
                          .hash = fold_key(key, key_end)};
        /* Both ends lie on a blank, a colon, a newline or the end: nothing is lost. */
        *value_end = '\0';
        *key_end = '\0';
    }
    return 0;
}

static uint32_t find(const struct index *index, const struct rows *rows, const struct row *row,
                     const char *key)
{
    uint32_t at = row->hash & index->mask;
    while (index->slots[at] != 0) {
        MUST(rows->v != NULL);
        const struct row *r = &rows->v[index->slots[at] - 1];
        if (r->hash == row->hash && strcmp(rows->text + r->key, key) == 0)
            break;
        at = (at + 1) & index->mask;
    }
    return at;
}

/* Rows whose key came before are marked by line 0: the first counts. */
static void build(struct index *index, struct rows *rows)
{
    uint32_t size = 16;
    while (size < rows->n * 2)
        size *= 2;
    index->slots = mem_alloc(size * sizeof(*index->slots));
    index->mask = size - 1;
    for (uint32_t i = 0; i < rows->n; i++) {
        uint32_t at = find(index, rows, &rows->v[i], rows->text + rows->v[i].key);
        if (index->slots[at] == 0)
            index->slots[at] = i + 1;
        else
            rows->v[i].line = 0;
    }
}

/* Equal but for the number and kind of blanks. */
static bool same_value(const char *a, const char *b)
{
    while (*a != '\0' || *b != '\0') {
        if (is_blank(*a) && is_blank(*b)) {
            while (is_blank(*a))
                a++;
            while (is_blank(*b))
                b++;
        } else if (*a == *b) {
            a++, b++;
        } else {
            return false;
        }
    }
    return true;
}

int table_compare(enum table_kind kind, const char *label, const char *old_name, struct str *old,
                  const char *new_name, struct str *new, struct diff *out, struct err *err)
{
    struct rows a = {NULL, 0, 0, NULL};
    struct rows b = {NULL, 0, 0, NULL};
    struct index ia = {NULL, 0};
    struct index ib = {NULL, 0};
    struct diff_run run = {.out = out};
    int rc = -1;
    run.old_file = diff_file(out, old_name);
    run.new_file = diff_file(out, new_name);
    if (old->len == new->len && (old->len == 0 || memcmp(old->buf, new->buf, old->len) == 0)) {
        rc = 0;
        goto out;
    }
    for (int side = 0; side < 2; side++) {
        const struct str *s = side == 0 ? old : new;
        const char *nul = s->len > 0 ? memchr(s->buf, '\0', s->len) : NULL;
        if (nul == NULL)
            continue;
        long line = 1;
        for (const char *c = s->buf; c < nul; c++)
            line += *c == '\n';
        err_set_at(err, ERR_INPUT, side == 0 ? old_name : new_name, line, 0,
                   "NUL byte: is no table of text");
        err_mend(err, "name the text that the .db file was made from");
        goto out;
    }
    if (split(kind, old_name, old, &a, err) != 0 || split(kind, new_name, new, &b, err) != 0)
        goto out;
    build(&ia, &a);
    build(&ib, &b);
    for (uint32_t i = 0; i < a.n; i++) {
        const struct row *r = &a.v[i];
        const char *key = a.text + r->key;
        if (r->line == 0)
            continue;
        uint32_t hit = ib.slots[find(&ib, &b, r, key)];
        const struct row *n = hit != 0 ? &b.v[hit - 1] : NULL;
        if (n == NULL)
            report(&run, kind, label, key, a.text + r->value, r->line, NULL, 0);
        else if (!same_value(a.text + r->value, b.text + n->value))
            report(&run, kind, label, key, a.text + r->value, r->line, b.text + n->value, n->line);
    }
    for (uint32_t i = 0; i < b.n; i++) {
        const struct row *r = &b.v[i];
        if (r->line != 0 && ia.slots[find(&ia, &a, r, b.text + r->key)] == 0)
            report(&run, kind, label, b.text + r->key, NULL, 0, b.text + r->value, r->line);
    }
    rc = 0;
out:
    free(a.v);
    free(b.v);
    free(ia.slots);
    free(ib.slots);
    return rc;
}

/* 1: lets mail pass, -1: refuses it, 0: neither or not known. */
static int effect_of(enum table_kind kind, const char *value)
{
    static const char *const passes[] = {"RELAY", "OK", "FRIEND", "SPAMFRIEND"};
    static const char *const refuses[] = {
        "REJECT", "DISCARD", "ERROR:", "QUARANTINE", "HATER", "SPAMHATER"};
    if (kind == TABLE_RELAY || kind == TABLE_TRUSTED)
        return 1;
    if (kind == TABLE_ALIASES) /* programs and files are what makes an alias dangerous */
        return strstr(value, "|") != NULL || value[0] == '/' || strstr(value, ":include:") != NULL;
    if (kind != TABLE_ACCESS && kind != TABLE_MAP)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(passes); i++)
        if (strcasecmp(value, passes[i]) == 0)
            return 1;
    for (size_t i = 0; i < ARRAY_LEN(refuses); i++)
        if (strncasecmp(value, refuses[i], strlen(refuses[i])) == 0)
            return -1;
    return kind == TABLE_ACCESS && (value[0] == '4' || value[0] == '5') && value[1] >= '0' &&
                   value[1] <= '9'
               ? -1
               : 0;
}

static void report(struct diff_run *run, enum table_kind kind, const char *label, const char *key,
                   const char *old, long old_line, const char *new, long new_line)
{
    MUST(key != NULL);
    int was = old != NULL ? effect_of(kind, old) : 0;
    int is = new != NULL ? effect_of(kind, new) : 0;
    bool secret = kind == TABLE_SECRET || strncmp(key, "authinfo", strlen("authinfo")) == 0;
    enum diff_verdict v = is > was ? DIFF_WEAKENS : is < was ? DIFF_HARDENS : DIFF_NEUTRAL;
    const char *why = "neither lets more mail pass nor refuses more";
    if (kind == TABLE_ALIASES && was != is)
        why = "an alias that runs a program, writes a file or reads a list";
    else if (kind == TABLE_ALIASES || kind == TABLE_MAP || kind == TABLE_LIST)
        why = "which mail is taken here, and where it goes";
    if (kind == TABLE_RELAY)
        why = "mail is relayed for this domain or network";
    else if (kind == TABLE_TRUSTED)
        why = "this user may set any sender without a mark";
    else if (kind != TABLE_ALIASES && was != is)
        why = is > was ? "lets mail pass that was not let pass before"
                       : "refuses mail, or no longer lets it pass";
    else if (kind == TABLE_ACCESS && (was == 0 || is == 0)) {
        v = DIFF_UNKNOWN;
        why = "what this value does depends on the rules that ask for this key";
    }
    if (secret) {
        v = DIFF_NEUTRAL;
        why = "which account is used at that host; never shown";
    }
    /* The label and the key in one text: short, and most keys are. */
    struct str name = STR_INIT;
    if (label[0] != '\0') {
        str_add(&name, label);
        str_addch(&name, ' ');
    }
    str_add(&name, key);
    diff_add(run, v, "table", str_text(&name),
             old == NULL ? NULL
             : secret    ? "(secret)"
                         : old,
             old_line,
             new == NULL ? NULL
             : secret    ? "(secret)"
                         : new,
             new_line, why);
    str_free(&name);
}
