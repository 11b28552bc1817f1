/* Places in a .mc, and faults at them; see mc_scan.h. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_scan.h"

static size_t line_index(const struct mc_scan *scan, size_t at);
static char *shown(const char *text);

void mc_scan_init(struct mc_scan *scan, const char *text, size_t len)
{
    size_t cap = 64;
    scan->text = mem_dupn(text, len);
    scan->len = len;
    scan->lines = mem_realloc(NULL, cap, sizeof(*scan->lines));
    scan->lines[scan->n_lines++] = 0;
    scan->line = (size_t)-1;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\0')
            scan->text[i] = ' ';
        if (text[i] != '\n')
            continue;
        if (scan->n_lines == cap) {
            cap *= 2;
            scan->lines = mem_realloc(scan->lines, cap, sizeof(*scan->lines));
        }
        scan->lines[scan->n_lines++] = i + 1;
    }
}

void mc_scan_free(struct mc_scan *scan)
{
    for (size_t i = 0; i < scan->n; i++)
        free(scan->calls[i].first);
    free(scan->calls);
    free(scan->lines);
    free(scan->text);
    *scan = (struct mc_scan){.n = 0};
}

struct mc_fault *mc_scan_fault(struct mc_scan *scan, const char *id, bool breaks, size_t at,
                               const char *fmt, ...)
{
    struct mc_faults *out = scan->out;
    if (out->n == MC_FAULTS_MAX) {
        out->more++;
        return NULL;
    }
    if (out->n == out->cap) {
        out->cap = out->cap > 0 ? out->cap * 2 : 16;
        out->v = mem_realloc(out->v, out->cap, sizeof(*out->v));
    }
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    struct mc_fault *fault = &out->v[out->n++];
    *fault = (struct mc_fault){.id = id,
                               .breaks = breaks,
                               .line = mc_scan_line(scan, at),
                               .column = (long)(at - mc_scan_begin(scan, at)) + 1,
                               .text = shown(str_text(&text))};
    str_free(&text);
    return fault;
}

void mc_scan_mend(struct mc_fault *fault, const char *fmt, ...)
{
    struct str text = STR_INIT;
    if (fault == NULL)
        return;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    free(fault->mend);
    fault->mend = shown(str_text(&text));
    str_free(&text);
}

void mc_scan_instead(const struct mc_scan *scan, struct mc_fault *fault, size_t from, size_t to,
                     const char *by)
{
    struct str line = STR_INIT;
    size_t begin = mc_scan_begin(scan, from), end = mc_scan_end(scan, from);
    if (fault == NULL || to > end)
        return;
    str_addn(&line, scan->text + begin, from - begin);
    str_add(&line, by);
    str_addn(&line, scan->text + to, end - to);
    free(fault->instead);
    fault->instead = str_take(&line);
}

long mc_scan_line(const struct mc_scan *scan, size_t at)
{
    return (long)line_index(scan, at) + 1;
}

size_t mc_scan_begin(const struct mc_scan *scan, size_t at)
{
    return scan->lines[line_index(scan, at)];
}

size_t mc_scan_end(const struct mc_scan *scan, size_t at)
{
    size_t i = line_index(scan, at) + 1;
    size_t end = i < scan->n_lines ? scan->lines[i] - 1 : scan->len;
    return end > at && scan->text[end - 1] == '\r' ? end - 1 : end;
}

size_t mc_scan_blanks(const struct mc_scan *scan, size_t at)
{
    return at + strspn(scan->text + at, " \t");
}

size_t mc_scan_first(struct mc_scan *scan, size_t at)
{
    size_t line = line_index(scan, at);
    if (scan->line != line) {
        scan->line = line;
        scan->first = mc_scan_blanks(scan, scan->lines[line]);
    }
    return scan->first;
}

/* In the "C" locale, and never from within another word, since words are read whole. */
size_t mc_scan_word(const struct mc_scan *scan, size_t at)
{
    const char *from = scan->text + at, *to = from;
    if (!isalpha((unsigned char)*from) && *from != '_')
        return 0;
    while (isalnum((unsigned char)*to) || *to == '_')
        to++;
    return (size_t)(to - from);
}

static size_t line_index(const struct mc_scan *scan, size_t at)
{
    size_t low = 0, high = scan->n_lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (scan->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Names of the text may be anything. */
static char *shown(const char *text)
{
    struct str out = STR_INIT;
    str_add_shown(&out, text);
    str_add(&out, "");
    return out.buf != NULL ? str_take(&out) : mem_dup("");
}
