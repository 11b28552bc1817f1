/* Entries of tables; see table_text.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/str.h"

#include "import/table_text.h"

/* A line without its end. */
struct line {
    const char *text;
    size_t len;
    long number;
};

static bool next_line(struct table_entries *entries, const char **at, const char *end,
                      struct line *line);
static struct table_entry *add(struct table_entries *entries, long line, const char *key,
                               size_t len);
static void add_map_line(struct table_entries *entries, const struct line *line);
static void mark_twins(struct table_entries *entries, const char *keeper);
static bool is_blank(char c);
static size_t trimmed(const char *text, size_t len);

void table_entries_read(struct table_entries *entries, const char *text, size_t len)
{
    struct line line = {.number = 0};
    for (const char *at = text, *end = text + len; next_line(entries, &at, end, &line);)
        if (line.text[0] != '#')
            add_map_line(entries, &line);
    mark_twins(entries, "makemap keeps the first");
}

static void add_map_line(struct table_entries *entries, const struct line *line)
{
    struct table_entry *e;
    size_t key = 0, value;
    if (memchr(line->text, '\0', line->len) != NULL || is_blank(line->text[0])) {
        e = add(entries, line->number, line->text, line->len);
        str_set(&e->fault, "%s",
                is_blank(line->text[0]) ? "the line begins with a blank, and makemap refuses it"
                                        : "a NUL byte stands in the line");
        return;
    }
    while (key < line->len && !is_blank(line->text[key]))
        key++;
    for (value = key; value < line->len && is_blank(line->text[value]); value++)
        continue;
    e = add(entries, line->number, line->text, key);
    free(e->value);
    e->value = mem_dupn(line->text + value, line->len - value);
    if (value == line->len)
        str_set(&e->fault, "there is a key and no value, and makemap refuses it");
}

void table_entries_read_aliases(struct table_entries *entries, const char *text, size_t len)
{
    struct line line = {.number = 0};
    for (const char *at = text, *end = text + len; next_line(entries, &at, end, &line);) {
        struct table_entry *last = entries->n > 0 ? &entries->v[entries->n - 1] : NULL;
        const char *colon = memchr(line.text, ':', line.len);
        if (line.text[0] == '#')
            continue;
        if (is_blank(line.text[0]) && last != NULL) {
            struct str joined = STR_INIT;
            str_add(&joined, last->value);
            str_addn(&joined, line.text, line.len);
            free(last->value);
            last->value = str_take(&joined);
            continue;
        }
        bool good =
            colon != NULL && memchr(line.text, '\0', line.len) == NULL && !is_blank(line.text[0]);
        size_t key = good ? (size_t)(colon - line.text) : line.len;
        struct table_entry *e = add(entries, line.number, line.text, trimmed(line.text, key));
        if (!good) {
            str_set(&e->fault, "it is no alias: a name, a colon and targets");
            continue;
        }
        free(e->value);
        e->value = mem_dupn(colon + 1, line.len - key - 1);
    }
    mark_twins(entries, "newaliases takes a name once");
}

void table_entries_read_words(struct table_entries *entries, const char *text, size_t len)
{
    struct line line = {.number = 0};
    for (const char *at = text, *end = text + len; next_line(entries, &at, end, &line);) {
        const char *comment = memchr(line.text, '#', line.len);
        size_t n = comment != NULL ? (size_t)(comment - line.text) : line.len;
        for (size_t i = 0, begin; i < n;) {
            while (i < n && is_blank(line.text[i]))
                i++;
            for (begin = i; i < n && !is_blank(line.text[i]); i++)
                continue;
            if (i > begin)
                add(entries, line.number, line.text + begin, i - begin);
        }
    }
    mark_twins(entries, "");
}

void table_entries_free(struct table_entries *entries)
{
    for (size_t i = 0; i < entries->n; i++) {
        free(entries->v[i].key);
        free(entries->v[i].value);
        free(entries->v[i].fault);
    }
    free(entries->v);
    *entries = (struct table_entries){.n = 0};
}

/* The next line that is not blank; CR LF and blanks at its end do not belong to it. */
static bool next_line(struct table_entries *entries, const char **at, const char *end,
                      struct line *line)
{
    while (*at < end) {
        const char *nl = memchr(*at, '\n', (size_t)(end - *at));
        size_t len = (size_t)((nl != NULL ? nl : end) - *at);
        *line = (struct line){*at, len, line->number + 1};
        *at += len + (nl != NULL ? 1 : 0);
        if (len > 0 && line->text[len - 1] == '\r') {
            entries->cr = true;
            line->len--;
        }
        line->len = trimmed(line->text, line->len);
        if (line->len > 0)
            return true;
    }
    return false;
}

static struct table_entry *add(struct table_entries *entries, long line, const char *key,
                               size_t len)
{
    if (entries->n == entries->cap) {
        entries->cap = entries->cap > 0 ? entries->cap * 2 : 64;
        entries->v = mem_realloc(entries->v, entries->cap, sizeof(*entries->v));
    }
    MUST(entries->v != NULL);
    struct table_entry *e = &entries->v[entries->n++];
    *e = (struct table_entry){.line = line, .key = mem_dupn(key, len), .value = mem_dup("")};
    return e;
}

/* Of entries with one key the first counts. */
static void mark_twins(struct table_entries *entries, const char *keeper)
{
    json_t *seen = json_object();
    MUST(seen != NULL);
    for (size_t i = 0; i < entries->n; i++) {
        struct table_entry *e = &entries->v[i];
        if (e->fault != NULL)
            continue;
        char *small = mem_dup(e->key);
        for (char *c = small; *c != '\0'; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c - 'A' + 'a');
        const json_t *have = json_object_get(seen, small);
        if (have == NULL) {
            MUST(json_object_set_new_nocheck(seen, small, json_integer((json_int_t)i)) == 0);
        } else {
            const struct table_entry *first = &entries->v[json_integer_value(have)];
            e->again = strcmp(first->value, e->value) == 0;
            if (!e->again)
                str_set(&e->fault, "line %ld says something else of it already, and %s",
                        first->line, keeper);
        }
        free(small);
    }
    json_decref(seen);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t trimmed(const char *text, size_t len)
{
    while (len > 0 && (is_blank(text[len - 1]) || text[len - 1] == '\r'))
        len--;
    return len;
}
