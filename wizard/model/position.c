/* Where each value of a JSON text stands; see position.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/position.h"

/*
 * What is worth a place: nothing in a valid profile is nested deeper or has longer
 * names, and the index of a hostile one must not outgrow it by far.
 */
enum {
    MAX_DEPTH = 3,      /* section, setting, item */
    MAX_PATH = 512,     /* bytes */
    MAX_LIST_PATH = 64, /* bytes of a path whose items are indexed */
    MAX_TWINS = 100     /* reported */
};

struct walker {
    const char *at;         /* the next byte */
    const char *line_start; /* of the line that it is on */
    long line;
    struct str path; /* of the value that is being read */
    int depth;
    size_t twins; /* reported */
    struct positions *index;
    const char *name;
    struct errs *errs;
};

/* A name of the object that is being read. */
struct member {
    char *name;
    long line, column;
};

static void walk_value(struct walker *w, long key_line, long key_column);
static void add_place(struct walker *w, long key_line, long key_column);
static void walk_object(struct walker *w);
static void walk_array(struct walker *w);
static void report_twins(struct walker *w, struct member *members, size_t n);
static void skip_space(struct walker *w);
static char *read_string(struct walker *w);
static long column_of(const struct walker *w);
static int compare_places(const void *a, const void *b);
static int compare_members(const void *a, const void *b);

void positions_index(struct positions *index, const char *text, const char *name, struct errs *errs)
{
    struct walker w = {
        .at = text, .line_start = text, .line = 1, .index = index, .name = name, .errs = errs};
    skip_space(&w);
    walk_value(&w, w.line, column_of(&w));
    if (index->n > 1)
        qsort(index->v, index->n, sizeof(*index->v), compare_places);
    str_free(&w.path);
}

const struct place *positions_find(const struct positions *index, const char *path)
{
    struct place key = {.path = (char *)(size_t)path};
    if (index->n == 0)
        return NULL;
    return bsearch(&key, index->v, index->n, sizeof(*index->v), compare_places);
}

void positions_free(struct positions *index)
{
    for (size_t i = 0; i < index->n; i++)
        free(index->v[i].path);
    free(index->v);
    *index = (struct positions){NULL, 0, 0};
}

static void walk_value(struct walker *w, long key_line, long key_column)
{
    if (w->depth <= MAX_DEPTH && w->path.len <= MAX_PATH)
        add_place(w, key_line, key_column);
    w->depth++;
    switch (*w->at) {
    case '{':
        walk_object(w);
        break;
    case '[':
        walk_array(w);
        break;
    case '"':
        free(read_string(w));
        break;
    default: /* a number, true, false or null */
        w->at += strcspn(w->at, ",]} \t\r\n");
        break;
    }
    w->depth--;
}

static void add_place(struct walker *w, long key_line, long key_column)
{
    struct positions *index = w->index;
    if (index->n == index->cap) {
        index->cap = index->cap > 0 ? index->cap * 2 : 64;
        index->v = mem_realloc(index->v, index->cap, sizeof(*index->v));
    }
    index->v[index->n++] = (struct place){.path = mem_dup(str_text(&w->path)),
                                          .line = w->line,
                                          .column = column_of(w),
                                          .key_line = key_line,
                                          .key_column = key_column};
}

static void walk_object(struct walker *w)
{
    struct member *members = NULL;
    size_t n = 0, cap = 0, outer = w->path.len;
    w->at++;
    for (skip_space(w); *w->at != '}'; skip_space(w)) {
        if (*w->at == ',') {
            w->at++;
            continue;
        }
        if (n == cap) {
            cap = cap > 0 ? cap * 2 : 16;
            members = mem_realloc(members, cap, sizeof(*members));
        }
        struct member *m = &members[n++];
        m->line = w->line;
        m->column = column_of(w);
        m->name = read_string(w);
        skip_space(w);
        w->at++; /* the colon */
        skip_space(w);
        str_addf(&w->path, "%s%s", outer > 0 ? "." : "", m->name);
        walk_value(w, m->line, m->column);
        w->path.len = outer;
        w->path.buf[outer] = '\0';
    }
    w->at++;
    report_twins(w, members, n);
    for (size_t i = 0; i < n; i++)
        free(members[i].name);
    free(members);
}

static void walk_array(struct walker *w)
{
    size_t outer = w->path.len, i = 0;
    int depth = w->depth;
    if (outer > MAX_LIST_PATH)
        w->depth = MAX_DEPTH + 1;
    w->at++;
    for (skip_space(w); *w->at != ']'; skip_space(w)) {
        if (*w->at == ',') {
            w->at++;
            continue;
        }
        str_addf(&w->path, "[%zu]", i++);
        walk_value(w, w->line, column_of(w));
        w->path.len = outer;
        w->path.buf[outer] = '\0';
    }
    w->at++;
    w->depth = depth;
}

static void report_twins(struct walker *w, struct member *members, size_t n)
{
    if (n < 2)
        return;
    qsort(members, n, sizeof(*members), compare_members);
    for (size_t i = 1; i < n && w->twins < MAX_TWINS; i++) {
        if (strcmp(members[i - 1].name, members[i].name) != 0)
            continue;
        w->twins++;
        struct err *e =
            errs_add(w->errs, ERR_INPUT, w->name, members[i].line, members[i].column,
                     "the name \"%s\" stands here for the second time", members[i].name);
        err_mend(e, "remove one; the other is at line %ld, column %ld", members[i - 1].line,
                 members[i - 1].column);
    }
}

static void skip_space(struct walker *w)
{
    for (;; w->at++) {
        if (*w->at == '\n') {
            w->line++;
            w->line_start = w->at + 1;
        } else if (*w->at != ' ' && *w->at != '\t' && *w->at != '\r') {
            return;
        }
    }
}

/* Reads a string with its quotes; returns its value, which the caller frees. */
static char *read_string(struct walker *w)
{
    const char *start = w->at++;
    bool escaped = false;
    for (; *w->at != '"'; w->at++) {
        if (*w->at == '\\') {
            escaped = true;
            w->at++;
        }
    }
    w->at++;
    if (!escaped)
        return mem_dupn(start + 1, (size_t)(w->at - start) - 2);
    /* jansson has accepted the string as a part of the text; it unescapes it alone, too. */
    json_t *value = json_loadb(start, (size_t)(w->at - start), JSON_DECODE_ANY, NULL);
    MUST(value != NULL);
    char *text = mem_dup(json_string_value(value));
    json_decref(value);
    return text;
}

static long column_of(const struct walker *w)
{
    return (long)(w->at - w->line_start) + 1;
}

static int compare_places(const void *a, const void *b)
{
    return strcmp(((const struct place *)a)->path, ((const struct place *)b)->path);
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int by_name = strcmp(x->name, y->name);
    if (by_name != 0)
        return by_name;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}
