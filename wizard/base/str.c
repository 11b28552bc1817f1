/* Growable strings and lists of strings; see str.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

enum { NEAREST_MAX_LEN = 64 }; /* longer names are not worth comparing */

static int compare_text(const void *a, const void *b);
static size_t edit_distance(const char *a, const char *b);

void str_reserve(struct str *s, size_t more)
{
    MUST(more < (size_t)-1 - s->len - 1);
    size_t need = s->len + more + 1;
    if (need <= s->cap)
        return;
    size_t cap = s->cap > 0 ? s->cap : 32;
    while (cap < need)
        cap = cap > ((size_t)-1) / 2 ? need : cap * 2;
    s->buf = mem_realloc(s->buf, cap, 1);
    s->cap = cap;
    s->buf[s->len] = '\0';
}

void str_addn(struct str *s, const char *bytes, size_t len)
{
    str_reserve(s, len);
    if (len > 0)
        memcpy(s->buf + s->len, bytes, len);
    s->len += len;
    s->buf[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
    str_addn(s, text, strlen(text));
}

void str_addch(struct str *s, char c)
{
    if (s->len + 1 >= s->cap)
        str_reserve(s, 1);
    s->buf[s->len++] = c;
    s->buf[s->len] = '\0';
}

void str_addv(struct str *s, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    str_reserve(s, 0);
    /* Mostly there is room; formatting twice is for when there is not. */
    int len = vsnprintf(s->buf + s->len, s->cap - s->len, fmt, ap);
    MUST(len >= 0);
    if ((size_t)len >= s->cap - s->len) {
        str_reserve(s, (size_t)len);
        (void)vsnprintf(s->buf + s->len, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    s->len += (size_t)len;
}

void str_set(char **text, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    free(*text);
    *text = str_take(&s);
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_addv(s, fmt, ap);
    va_end(ap);
}

size_t str_utf8_len(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = p[0] < 0x80                    ? 1
               : p[0] >= 0xc2 && p[0] <= 0xdf ? 2
               : (p[0] & 0xf0) == 0xe0        ? 3
               : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                              : 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return n;
}

void str_add_utf8(struct str *s, const char *text)
{
    while (*text != '\0') {
        size_t len = str_utf8_len(text);
        if (len > 0)
            str_addn(s, text, len);
        else
            str_add(s, "\xef\xbf\xbd");
        text += len > 0 ? len : 1;
    }
}

void str_clear(struct str *s)
{
    s->len = 0;
    if (s->buf != NULL)
        s->buf[0] = '\0';
}

void str_free(struct str *s)
{
    free(s->buf);
    *s = (struct str)STR_INIT;
}

char *str_take(struct str *s)
{
    char *text = s->buf != NULL ? s->buf : mem_dup("");
    *s = (struct str)STR_INIT;
    return text;
}

const char *str_text(const struct str *s)
{
    return s->buf != NULL ? s->buf : "";
}

void strs_add_take(struct strs *l, char *text)
{
    if (l->n == l->cap) {
        l->cap = l->cap > 0 ? l->cap * 2 : 8;
        l->v = mem_realloc(l->v, l->cap, sizeof(*l->v));
    }
    l->v[l->n++] = text;
}

void strs_add(struct strs *l, const char *text)
{
    strs_add_take(l, mem_dup(text));
}

void strs_addn(struct strs *l, const char *text, size_t len)
{
    strs_add_take(l, mem_dupn(text, len));
}

bool strs_has(const struct strs *l, const char *text)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i], text) == 0)
            return true;
    return false;
}

void strs_sort(struct strs *l)
{
    if (l->n > 1)
        qsort(l->v, l->n, sizeof(*l->v), compare_text);
}

void strs_free(struct strs *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    free(l->v);
    *l = (struct strs){NULL, 0, 0};
}

void strs_split(struct strs *l, const char *text, const char *seps)
{
    while (*text != '\0') {
        size_t len = strcspn(text, seps);
        const char *start = text;
        size_t keep = len;
        while (keep > 0 && (*start == ' ' || *start == '\t'))
            start++, keep--;
        while (keep > 0 && (start[keep - 1] == ' ' || start[keep - 1] == '\t'))
            keep--;
        if (keep > 0)
            strs_addn(l, start, keep);
        text += len;
        if (*text != '\0')
            text++;
    }
}

void strs_join(const struct strs *l, const char *sep, struct str *out)
{
    for (size_t i = 0; i < l->n; i++) {
        str_add(out, i > 0 ? sep : "");
        str_add(out, l->v[i]);
    }
}

const char *str_nearest(const char *text, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t best_distance = strlen(text) / 3 + 2; /* as far as git goes for its commands, roughly */
    for (size_t i = 0; i < n; i++) {
        size_t d = edit_distance(text, names[i]);
        if (d < best_distance) {
            best_distance = d;
            best = names[i];
        }
    }
    return best;
}

/* Levenshtein's distance, letters compared without case. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[NEAREST_MAX_LEN + 1];
    size_t la = strlen(a), lb = strlen(b);
    if (la > NEAREST_MAX_LEN || lb > NEAREST_MAX_LEN)
        return (size_t)-1;
    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t change = diagonal + (strncasecmp(a + i - 1, b + j - 1, 1) != 0);
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[lb];
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void str_add_shown(struct str *s, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    while (*p != '\0') {
        size_t plain = 0; /* most text is: take it in one piece */
        while (p[plain] >= ' ' && p[plain] < 0x7f)
            plain++;
        str_addn(s, (const char *)p, plain);
        p += plain;
        if (*p == '\0')
            break;
        size_t len = str_utf8_len((const char *)p);
        bool control = *p < ' ' || *p == 0x7f || (len == 2 && *p == 0xc2 && p[1] < 0xa0);
        if (len > 0 && !control) {
            str_addn(s, (const char *)p, len);
            p += len;
            continue;
        }
        if (*p == '\t')
            str_add(s, "\\t");
        else if (*p == '\n')
            str_add(s, "\\n");
        else
            str_addf(s, "\\x%02x", *p);
        p++;
    }
}

void str_add_lines_shown(struct str *s, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\t\n");
        char *part = mem_dupn(text, len);
        str_add_shown(s, part);
        free(part);
        if (text[len] != '\0')
            str_addch(s, text[len++]);
        text += len;
    }
}

bool str_ends(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);
    return len >= n && strcmp(text + len - n, end) == 0;
}
