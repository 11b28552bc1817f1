/* The copy of a sendmail.cf that is proven; see copy.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "relay/copy.h"

static int by_line(const void *a, const void *b);
static const char *next_line(const char *p, const char *end);
static bool continues(const char *p, const char *end);

void copy_edit(struct copy *copy, long line, const char *text, const char *why, ...)
{
    struct str reason = STR_INIT;
    va_list ap;
    va_start(ap, why);
    str_addv(&reason, why, ap);
    va_end(ap);
    if (copy->n == copy->cap) {
        copy->cap = copy->cap > 0 ? 2 * copy->cap : 32;
        copy->v = mem_realloc(copy->v, copy->cap, sizeof(*copy->v));
    }
    copy->v[copy->n++] = (struct copy_edit){
        .line = line, .text = text != NULL ? mem_dup(text) : NULL, .why = str_take(&reason)};
}

bool copy_has(const struct copy *copy, long line)
{
    for (size_t i = 0; i < copy->n; i++)
        if (copy->v[i].line == line)
            return true;
    return false;
}

void copy_build(struct copy *copy, const char *text, size_t len, struct str *out)
{
    const char *p = text, *end = text + len;
    size_t at = 0;
    bool editing = false;
    if (copy->n > 0)
        qsort(copy->v, copy->n, sizeof(*copy->v), by_line);
    str_reserve(out, len + 4096);
    for (long line = 1; p < end; line++) {
        const char *next = next_line(p, end);
        if (editing && !continues(p, end))
            editing = false;
        if (at < copy->n && copy->v[at].line == line) {
            editing = true;
            if (copy->v[at].text != NULL)
                str_addf(out, "%s\n", copy->v[at].text);
            else
                str_add(out, "#\n");
            at++;
        } else if (editing) {
            str_add(out, "#\n");
        } else {
            str_addn(out, p, (size_t)(next - p));
        }
        p = next;
    }
    if (len > 0 && end[-1] != '\n')
        str_addch(out, '\n');
    str_add(out, COPY_TAIL);
}

int copy_check(const struct copy *copy, const char *text, size_t len, const struct str *made,
               struct err *err)
{
    const char *a = text, *a_end = text + len;
    const char *b = str_text(made), *b_end = b + made->len;
    bool listed = false;
    if (made->len < strlen(COPY_TAIL) || strcmp(b_end - strlen(COPY_TAIL), COPY_TAIL) != 0)
        return err_set(err, ERR_TOOL, "the copy does not end as it should");
    b_end -= strlen(COPY_TAIL);
    for (long line = 1; a < a_end || b < b_end; line++) {
        const char *a_next = next_line(a, a_end), *b_next = next_line(b, b_end);
        size_t n = (size_t)(b_next - b);
        if (copy_has(copy, line))
            listed = true;
        else if (!continues(a, a_end))
            listed = false;
        bool same = n == (size_t)(a_next - a) && (n == 0 || memcmp(a, b, n) == 0);
        /* The last line of the original may lack its end. */
        same = same || (a_next == a_end && n == (size_t)(a_next - a) + 1 &&
                        memcmp(a, b, n - 1) == 0 && b[n - 1] == '\n');
        if (!same && (!listed || a == a_end))
            return err_set(err, ERR_TOOL, "the copy differs in line %ld, which is not listed",
                           line);
        a = a_next;
        b = b_next;
    }
    return 0;
}

void copy_free(struct copy *copy)
{
    for (size_t i = 0; i < copy->n; i++) {
        free(copy->v[i].text);
        free(copy->v[i].why);
    }
    free(copy->v);
    *copy = (struct copy){0};
}

static int by_line(const void *a, const void *b)
{
    const struct copy_edit *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

static const char *next_line(const char *p, const char *end)
{
    const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    return nl != NULL ? nl + 1 : end;
}

static bool continues(const char *p, const char *end)
{
    return p < end && (*p == ' ' || *p == '\t');
}
