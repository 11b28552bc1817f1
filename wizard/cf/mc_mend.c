/* A line of a .mc with the quotes that it should have; see mc_scan.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/mc_scan.h"

struct mend {
    const char *line; /* ends with a NUL */
    size_t at;
    struct str out;
    bool inner; /* a quote within the argument is open */
    char open;  /* what opened the argument: `, ', ", c for a curly one; or 0 */
};

static bool mend_call(struct mend *m);
static size_t quote_at(const char *at, char *kind);
static bool closes(const struct mend *m, char kind, size_t len);
static bool is_end(const char *at);
static bool is_balanced(const char *line, size_t from);

/* As UTF-8 and as Windows-1252, where a byte is no part of a character before it. */
size_t mc_mend_curly(const char *text)
{
    static const char *const marks[] = {
        "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9a", "\xe2\x80\x9b", "\xe2\x80\x9c",
        "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\xb2", "\xc2\xb4",     "\x91",
        "\x92",         "\x93",         "\x94",         "\xb4"};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

char *mc_mend_line(const char *line, size_t len, size_t from)
{
    char *copy = mem_dupn(line, len);
    char *mended = NULL;
    struct mend m = {.line = copy, .at = from, .out = STR_INIT};
    str_addn(&m.out, copy, from);
    if (mend_call(&m) && strcmp(str_text(&m.out), copy) != 0 && is_balanced(str_text(&m.out), from))
        mended = str_take(&m.out);
    str_free(&m.out);
    free(copy);
    return mended;
}

/* A quote opens an argument where one begins, and closes it where one can end. */
static bool mend_call(struct mend *m)
{
    bool begins = true;
    while (m->line[m->at] != '\0') {
        const char *p = m->line + m->at;
        char kind;
        size_t q = quote_at(p, &kind);
        if (m->open == 0 && begins && q > 0) {
            m->open = kind;
            str_addch(&m->out, '`');
            begins = false;
        } else if (m->open != 0 && q > 0 && closes(m, kind, q)) {
            m->open = 0;
            str_addch(&m->out, '\'');
        } else if (m->open == 0 && kind == '\'' && closes(m, kind, q)) {
            begins = false; /* one too many */
        } else if (m->open == 0 && *p == ')') {
            str_add(&m->out, p);
            return true;
        } else if (is_end(p) && (m->open == 0 || *p == ')' || strchr(p, '\'') == NULL)) {
            str_add(&m->out, m->open != 0 ? "')" : ")");
            str_add(&m->out, *p == ')' ? p + 1 : p);
            return true;
        } else {
            begins = m->open == 0 && (*p == ',' || (begins && (*p == ' ' || *p == '\t')));
            q = q > 0 ? q : 1;
            if (m->open == 0 && (kind == 'c' || *p == '(' || *p == '#'))
                return false;
            m->inner = kind == '`' || (m->inner && kind != '\'');
            str_addn(&m->out, p, q);
        }
        m->at += q > 0 ? q : 1;
    }
    if (m->open == 0 && begins)
        return false; /* the next line may go on */
    str_add(&m->out, m->open != 0 ? "')" : ")");
    return true;
}

static size_t quote_at(const char *at, char *kind)
{
    size_t curly = mc_mend_curly(at);
    *kind = curly > 0 ? 'c' : '\0';
    if (*at == '`' || *at == '\'' || *at == '"')
        *kind = *at;
    return *kind == '\0' ? 0 : curly > 0 ? curly : 1;
}

static bool closes(const struct mend *m, char kind, size_t len)
{
    const char *next = m->line + m->at + len;
    if (m->open != 0 && *next == '\'' && kind == '\'' && !m->inner)
        next++; /* the second of two is one too many */
    next += strspn(next, " \t");
    if (*next != ',' && *next != ')' && !is_end(next) && *next != '\0')
        return false;
    return m->open == '"' ? kind == '"' : kind != '"';
}

/* What stands behind a call: dnl, with the parenthesis in front of it or without. */
static bool is_end(const char *at)
{
    if (*at == ')')
        at++;
    at += strspn(at, " \t");
    return strncmp(at, "dnl", 3) == 0 && (at[3] == '\0' || strchr(" \t\r#", at[3]) != NULL);
}

/* Whether the call is whole, and its quotes are even. */
static bool is_balanced(const char *line, size_t from)
{
    size_t quotes = 0;
    for (const char *p = line + from; *p != '\0'; p++) {
        if (*p == '`') {
            quotes++;
        } else if (*p == '\'') {
            if (quotes-- == 0)
                return false;
        } else if (quotes == 0 && *p == ')') {
            return p[1] != ')';
        }
    }
    return false;
}
