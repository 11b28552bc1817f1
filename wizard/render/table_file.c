/* Files with lines of tables; see table_file.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/aliases.h"

#include "render/prints.h"
#include "render/table_file.h"
#include "render/table_words.h"

enum {
    CHUNK = 256 * 1024,
    CARRY = 16 * 1024, /* of a line that began in the chunk before: more than any may have */
    NONE = -1
};

/* text: without its newline, at that offset of the file. */
typedef void line_visit(void *arg, const char *text, size_t len, off_t offset, long line);

/* Where a key was met first. */
struct spot {
    off_t offset;
    long line;  /* 0: the profile's own */
    size_t own; /* which of them */
    size_t len; /* of the key */
    long next;  /* another key of the same fingerprint, or NONE */
};

struct check {
    const struct table_source *source;
    const struct table_terms *terms;
    struct table_reader reader;
    struct prints prints;
    struct errs errs; /* the first TABLE_FAULTS_MAX of each reading */
    size_t faults, told;
    long lines;
    /* The second reading: for each twin fingerprint the first spot, or NONE. */
    long *heads;
    struct spot *spots;
    size_t spots_n, spots_cap;
};

/* What a copy goes through. */
struct copying {
    table_put *put;
    void *arg;
    struct err *err;
    enum table_kind kind;
    struct str out; /* lines of a list, put by pieces */
    char last;      /* byte that was put */
    int rc;
};

static int scan(const struct table_source *s, line_visit *visit, struct copying *raw, void *arg,
                uint64_t *digest, struct err *err);
static ssize_t read_full(int fd, char *to, size_t len, off_t offset);
static uint64_t mix(uint64_t h, const char *bytes, size_t len);
static void check_line(void *arg, const char *text, size_t len, off_t offset, long line);
static void find_twins(void *arg, const char *text, size_t len, off_t offset, long line);
static int read_twins(struct check *c, struct err *err);
static void meet(struct check *c, uint64_t print, const char *key, struct spot spot);
static bool same_key(const struct check *c, const struct spot *spot, const char *key, size_t len);
static uint64_t print_for(const struct check *c, const char *key, size_t len);
static void add_fault(struct check *c, long line, const struct table_fault *fault);
static int changed(const struct table_source *s, struct err *err);
static void tell(struct check *c, struct errs *errs);
static void copy_line(void *arg, const char *text, size_t len, off_t offset, long line);
static void put_bytes(struct copying *c, const char *bytes, size_t len);

struct table_source *table_file_check(int fd, const char *name, const struct table_terms *terms,
                                      struct errs *errs)
{
    struct table_source *s = mem_alloc(sizeof(*s));
    struct check c = {.source = s, .terms = terms, .reader = terms->reader};
    struct table_fault fault = {0};
    struct err err = {0};
    *s = (struct table_source){.path = mem_dup(name),
                               .setting = mem_dup(terms->setting),
                               .fd = fd,
                               .kind = terms->reader.kind};
    for (size_t i = 0; i < terms->own_n; i++)
        prints_add(&c.prints, print_for(&c, terms->own[i].key, terms->own[i].key_len));
    int rc = scan(s, check_line, NULL, &c, &s->digest, &err);
    if (rc == 0 && table_line_end(&c.reader, &fault) != 0)
        add_fault(&c, c.lines, &fault);
    s->lines = c.lines;
    prints_keep_twins(&c.prints);
    if (rc == 0 && c.prints.n > 0)
        rc = read_twins(&c, &err);
    if (rc != 0)
        errs_add_take(errs, &err);
    else
        tell(&c, errs);
    if (rc != 0 || c.faults > 0) {
        table_file_free(s);
        s = NULL;
    }
    table_fault_free(&fault);
    prints_free(&c.prints);
    errs_free(&c.errs);
    free(c.heads);
    free(c.spots);
    return s;
}

void table_file_free(struct table_source *s)
{
    if (s == NULL)
        return;
    close(s->fd);
    free(s->path);
    free(s->setting);
    free(s);
}

/*
 * Reads the file from its beginning and calls visit for every line, or copies it as it
 * is (raw).  Of a line that is longer than any may be, the beginning is visited.
 */
static int scan(const struct table_source *s, line_visit *visit, struct copying *raw, void *arg,
                uint64_t *digest, struct err *err)
{
    char *buf = mem_alloc(CARRY + CHUNK);
    char *const chunk = buf + CARRY;
    off_t offset = 0; /* of the chunk */
    size_t carry = 0;
    long line = 1;
    bool skipping = false;
    int rc = 0;
    *digest = 0;
    for (;;) {
        ssize_t got = read_full(s->fd, chunk, CHUNK, offset);
        if (got < 0) {
            rc = err_set_errno(err, s->path, "cannot read");
            break;
        }
        const char *p = chunk - carry, *end = chunk + got, *nl;
        *digest = mix(*digest, chunk, (size_t)got);
        if (raw != NULL) {
            put_bytes(raw, chunk, (size_t)got);
            p = end;
        }
        for (; (nl = memchr(p, '\n', (size_t)(end - p))) != NULL; p = nl + 1, line++) {
            if (!skipping)
                visit(arg, p, (size_t)(nl - p), offset + (p - chunk), line);
            skipping = false;
        }
        carry = skipping ? 0 : (size_t)(end - p);
        bool last = got < CHUNK;
        if (carry > 0 && (last || carry > CARRY)) {
            visit(arg, p, carry, offset + (p - chunk), line);
            skipping = true;
            carry = 0;
        }
        if (last)
            break;
        memmove(chunk - carry, p, carry);
        offset += got;
    }
    free(buf);
    return rc;
}

static ssize_t read_full(int fd, char *to, size_t len, off_t offset)
{
    size_t have = 0;
    while (have < len) {
        ssize_t got = pread(fd, to + have, len - have, offset + (off_t)have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

/* Not against an enemy, who may write that file anyway: against a change by accident. */
static uint64_t mix(uint64_t h, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i += sizeof(h)) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, len - i < sizeof(word) ? len - i : sizeof(word));
        h = (h ^ word) * 0x9e3779b97f4a7c15U;
        h ^= h >> 32;
    }
    return (h ^ len) * 0xff51afd7ed558ccdU;
}

static void check_line(void *arg, const char *text, size_t len, off_t offset, long line)
{
    struct check *c = arg;
    struct table_fault fault = {0};
    struct table_line found;
    (void)offset;
    c->lines = line;
    if (table_line_read(&c->reader, text, len, &found, &fault) != 0)
        add_fault(c, line, &fault);
    else if (found.key_len > 0)
        prints_add(&c->prints, print_for(c, found.key, found.key_len));
    table_fault_free(&fault);
}

/* Keys whose fingerprints met are compared themselves. */
static int read_twins(struct check *c, struct err *err)
{
    uint64_t digest;
    c->heads = mem_alloc(c->prints.n * sizeof(*c->heads));
    for (size_t i = 0; i < c->prints.n; i++)
        c->heads[i] = NONE;
    for (size_t i = 0; i < c->terms->own_n; i++) {
        const struct table_own *own = &c->terms->own[i];
        meet(c, print_for(c, own->key, own->key_len), own->key,
             (struct spot){.own = i, .len = own->key_len});
    }
    c->reader = c->terms->reader;
    c->told = 0;
    if (scan(c->source, find_twins, NULL, c, &digest, err) != 0)
        return -1;
    return digest == c->source->digest ? 0 : changed(c->source, err);
}

static void find_twins(void *arg, const char *text, size_t len, off_t offset, long line)
{
    struct check *c = arg;
    struct table_fault fault = {0};
    struct table_line found;
    if (table_line_read(&c->reader, text, len, &found, &fault) == 0 && found.key_len > 0)
        meet(c, print_for(c, found.key, found.key_len), found.key,
             (struct spot){.offset = offset, .line = line, .len = found.key_len});
    table_fault_free(&fault);
}

static void meet(struct check *c, uint64_t print, const char *key, struct spot spot)
{
    struct table_fault fault = {0};
    size_t head = prints_find(&c->prints, print);
    if (head == c->prints.n)
        return;
    for (long i = c->heads[head]; i != NONE; i = c->spots[i].next) {
        struct spot *first = &c->spots[i];
        if (first->len != spot.len || !same_key(c, first, key, spot.len))
            continue;
        if (first->line == 0 && spot.line > 0 && c->terms->own[first->own].yields) {
            c->terms->own[first->own].taken = true;
            spot.next = first->next;
            *first = spot;
        } else if (spot.line > 0) {
            if (first->line == 0)
                table_fault(&fault, 1, "\"%.*s\" is there already, from the profile itself",
                            (int)spot.len, key);
            else
                table_fault(&fault, 1, "\"%.*s\" is there already, in line %ld", (int)spot.len, key,
                            first->line);
            table_mend(&fault, "remove one of the two: a table has each key once");
            add_fault(c, spot.line, &fault);
            table_fault_free(&fault);
        }
        return;
    }
    if (c->spots_n == c->spots_cap) {
        c->spots_cap = c->spots_cap > 0 ? 2 * c->spots_cap : 64;
        c->spots = mem_realloc(c->spots, c->spots_cap, sizeof(*c->spots));
    }
    spot.next = c->heads[head];
    c->heads[head] = (long)c->spots_n;
    c->spots[c->spots_n++] = spot;
}

static bool same_key(const struct check *c, const struct spot *spot, const char *key, size_t len)
{
    char there[MAKEMAP_LINE_MAX];
    if (spot->line == 0)
        return strncasecmp(c->terms->own[spot->own].key, key, len) == 0;
    return len <= sizeof(there) &&
           read_full(c->source->fd, there, len, spot->offset) == (ssize_t)len &&
           strncasecmp(there, key, len) == 0;
}

static uint64_t print_for(const struct check *c, const char *key, size_t len)
{
    uint64_t print = print_of(key, len);
    return c->terms->print_bits > 0 ? print >> (64 - c->terms->print_bits) : print;
}

static void add_fault(struct check *c, long line, const struct table_fault *fault)
{
    c->faults++;
    if (c->told++ >= TABLE_FAULTS_MAX)
        return;
    struct err *e = errs_add(&c->errs, ERR_INPUT, c->source->path, line, (long)fault->column, "%s",
                             str_text(&fault->what));
    e->setting = mem_dup(c->source->setting);
    if (fault->mend.len > 0)
        err_mend(e, "%s", str_text(&fault->mend));
}

static int changed(const struct table_source *s, struct err *err)
{
    err_set_at(err, ERR_INPUT, s->path, 0, 0, "has changed while it was read");
    if (err != NULL && err->setting == NULL)
        err->setting = mem_dup(s->setting);
    return err_mend(err, "write it beside and rename it into place, and run this again");
}

/* The first of all, whichever reading found them. */
static void tell(struct check *c, struct errs *errs)
{
    errs_sort(&c->errs);
    size_t n = c->errs.n < TABLE_FAULTS_MAX ? c->errs.n : TABLE_FAULTS_MAX;
    for (size_t i = 0; i < n; i++)
        errs_add_take(errs, &c->errs.v[i]);
    if (c->faults > n)
        errs_add(errs, ERR_INPUT, c->source->path, 0, 0, "and %zu more", c->faults - n)->setting =
            mem_dup(c->source->setting);
}

int table_file_copy(const struct table_source *s, table_put *put, void *arg, struct err *err)
{
    struct copying c = {.put = put, .arg = arg, .err = err, .kind = s->kind, .last = '\n'};
    bool list = s->kind == TABLE_RECIPIENTS || s->kind == TABLE_DOMAINS;
    uint64_t digest;
    int rc = scan(s, copy_line, list ? NULL : &c, &c, &digest, err);
    if (rc == 0 && digest != s->digest)
        rc = changed(s, err);
    if (rc == 0 && list)
        put_bytes(&c, str_text(&c.out), c.out.len);
    else if (rc == 0 && c.last != '\n')
        put_bytes(&c, "\n", 1);
    str_free(&c.out);
    return rc != 0 ? rc : c.rc;
}

/* A list has bare words: a map of it needs values, a class file takes no comments. */
static void copy_line(void *arg, const char *text, size_t len, off_t offset, long line)
{
    struct copying *c = arg;
    (void)offset, (void)line;
    while (len > 0 && word_blank(text[len - 1]))
        len--;
    if (len == 0 || text[0] == '#')
        return;
    str_addn(&c->out, text, len);
    str_add(&c->out, c->kind == TABLE_RECIPIENTS ? "\tOK\n" : "\n");
    if (c->out.len < CHUNK)
        return;
    put_bytes(c, c->out.buf, c->out.len);
    str_clear(&c->out);
}

static void put_bytes(struct copying *c, const char *bytes, size_t len)
{
    if (len == 0 || c->rc != 0)
        return;
    c->last = bytes[len - 1];
    c->rc = c->put(c->arg, bytes, len, c->err);
}
