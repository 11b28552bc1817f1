/* What a .mc of our own carries of its origin; see mc_profile.h. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_profile.h"

enum { DIGITS = 64 };

/* A line of a text, without its end. */
struct line {
    const char *at, *stop; /* stop: behind the whole text */
    size_t len;
    long number; /* from 1 */
};

static const char *heading_of(const struct line *line);
static bool next_line(struct line *line);
static size_t begins(const struct line *line, const char *with);
static bool is(const struct line *line, const char *text);

/* What stands between the marks of templates/extra.m4, and the heading that goes before it. */
static const struct {
    const char *mark, *heading;
} parts[] = {
    {"dnl # >>> extra.file: the beginning of ", ""},
    {"dnl # >>> extra.file: MAILER_DEFINITIONS of ", "MAILER_DEFINITIONS\n"},
    {"dnl # >>> extra.file: LOCAL_CONFIG of ", "LOCAL_CONFIG\n"},
    {"dnl # >>> extra.file: LOCAL_RULE_0 of ", "LOCAL_RULE_0\n"},
    {"dnl # >>> extra.file: LOCAL_RULESETS of ", "LOCAL_RULESETS\n"},
    {"dnl # >>> extra.file: the other headings of ", ""}, /* which stand there themselves */
};
static const char end_mark[] = "dnl # <<< extra.file";

int mc_profile_find(const char *text, size_t len, struct str *json, long *line)
{
    struct line l = {.at = text, .stop = text + len};
    size_t before = json->len;
    bool inside = false;
    while (next_line(&l)) {
        size_t prefix = begins(&l, MC_PROFILE_LINE);
        if (is(&l, MC_PROFILE_HEAD)) {
            /* Ours is the last one: raw lines, which might say the same, stand before it. */
            json->len = before;
            *line = l.number + 1;
            inside = true;
        } else if (inside && prefix > 0) {
            str_addn(json, l.at + prefix, l.len - prefix);
            str_addch(json, '\n');
        } else {
            inside = false;
        }
    }
    return json->len > before ? 1 : 0;
}

char *mc_profile_digest(const char *text, size_t len)
{
    struct line l = {.at = text, .stop = text + len};
    while (next_line(&l)) {
        size_t digits = begins(&l, "# Profile:  SHA-256 "), n = 0;
        if (digits == 0)
            continue;
        while (digits + n < l.len && isxdigit((unsigned char)l.at[digits + n]))
            n++;
        if (n == DIGITS && digits + n == l.len)
            return mem_dupn(l.at + digits, n);
    }
    return NULL;
}

int mc_profile_extra(const char *text, size_t len, struct str *extra)
{
    struct line l = {.at = text, .stop = text + len};
    bool inside = false, found = false;
    while (next_line(&l)) {
        const char *heading = heading_of(&l);
        bool ends = is(&l, end_mark);
        /* Each mark has its other one. */
        if (inside ? heading != NULL : ends)
            return -1;
        if (heading != NULL) {
            str_add(extra, heading);
            inside = found = true;
        } else if (ends) {
            inside = false;
        } else if (inside) {
            str_addn(extra, l.at, l.len);
            str_addch(extra, '\n');
        }
    }
    return inside ? -1 : found ? 1 : 0;
}

/* What goes before the lines that this mark begins, or NULL if it is none. */
static const char *heading_of(const struct line *line)
{
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (begins(line, parts[i].mark) > 0)
            return parts[i].heading;
    return NULL;
}

/* A line may end as those of Windows do: the file has gone through an editor. */
static bool next_line(struct line *line)
{
    if (line->number > 0) {
        line->at += line->len;
        line->at += line->at < line->stop && *line->at == '\r' ? 1 : 0;
        line->at += line->at < line->stop ? 1 : 0;
    }
    if (line->at == line->stop)
        return false;
    const char *end = memchr(line->at, '\n', (size_t)(line->stop - line->at));
    line->len = (size_t)((end != NULL ? end : line->stop) - line->at);
    if (line->len > 0 && line->at[line->len - 1] == '\r')
        line->len--;
    line->number++;
    return true;
}

/* The bytes of with, or 0 if the line does not begin so. */
static size_t begins(const struct line *line, const char *with)
{
    size_t n = strlen(with);
    return n <= line->len && memcmp(line->at, with, n) == 0 ? n : 0;
}

static bool is(const struct line *line, const char *text)
{
    return begins(line, text) == line->len && line->len > 0;
}
