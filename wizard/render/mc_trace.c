/* The trace of m4; see mc_trace.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/mc_trace.h"

#define MARK "m4trace:"
#define TRACE "_MC_TRACE_"

static void read_place(const char **at, const char *end, struct mc_record *r);
static bool read_depth(const char **at, const char *end);
static void read_call(const char *at, const char *end, const char *mark, size_t before,
                      struct mc_record *r);
static void read_args(const char *at, const char *end, const char *mark, size_t before,
                      struct mc_record *r);
static bool is_numbers(const char *text, size_t len);
static bool takes_what_reads(const char *text, size_t len);

/*
 * Every macro that is traced.  by: what stands in for a builtin that can do harm: another
 * builtin that, like it, is one or is none without a parenthesis.
 */
static const struct traced {
    const char *name;
    enum mc_act act;
    const char *by;
} table[] = {
    {"syscmd", MC_ACT_COMMAND, "len"},     {"esyscmd", MC_ACT_COMMAND, "len"},
    {"maketemp", MC_ACT_WRITE, "len"},     {"mkstemp", MC_ACT_WRITE, "len"},
    {"debugfile", MC_ACT_WRITE, "sysval"}, {"builtin", MC_ACT_COVER, "len"},
    {"indir", MC_ACT_COVER, "len"},        {"changeword", MC_ACT_COVER, "len"},
    {"debugmode", MC_ACT_COVER, "sysval"}, {"traceoff", MC_ACT_COVER, "sysval"},
    {"traceon", MC_ACT_COVER, "sysval"},   {TRACE, MC_ACT_COVER, NULL},
    {MC_INCLUDE, MC_ACT_READ, NULL},       {MC_SINCLUDE, MC_ACT_READ, NULL},
    {"undivert", MC_ACT_READ, NULL},       {"defn", MC_ACT_COVER, NULL},
    {"include", MC_ACT_ASK, NULL},         {"sinclude", MC_ACT_ASK_SOFT, NULL},
    {"errprint", MC_ACT_SAY, NULL},        {"define", MC_ACT_CALL, NULL},
    {"undefine", MC_ACT_CALL, NULL},       {"OSTYPE", MC_ACT_CALL, NULL},
    {"DOMAIN", MC_ACT_CALL, NULL},         {"FEATURE", MC_ACT_CALL, NULL},
    {"HACK", MC_ACT_CALL, NULL},           {"MAILER", MC_ACT_CALL, NULL},
    {"DAEMON_OPTIONS", MC_ACT_CALL, NULL}, {"CLIENT_OPTIONS", MC_ACT_CALL, NULL},
};

void mc_trace_begin(bool guard, struct str *out)
{
    for (size_t i = 0; i < ARRAY_LEN(table) && guard; i++)
        if (table[i].by != NULL && strcmp(table[i].name, "traceon") != 0)
            str_addf(out, "define(`%s', defn(`%s'))", table[i].name, table[i].by);
    str_add(out, "define(`" TRACE "', defn(`traceon'))");
    if (guard)
        str_add(out, "define(`traceon', defn(`sysval'))");
    str_add(out, TRACE "(");
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        str_addf(out, "%s`%s'", i > 0 ? "," : "", table[i].name);
    str_add(out, ")");
}

/* m4 prints "m4trace:FILE:LINE: -DEPTH- NAME(ARGUMENTS)"; behind the last file, no place. */
bool mc_record_next(const char *start, const char **at, const char *end, struct mc_record *r)
{
    const char *mark = memmem(*at, (size_t)(end - *at), MARK, strlen(MARK));
    if (mark == NULL) {
        *at = end;
        return false;
    }
    const char *from = mark + strlen(MARK);
    const char *stop = memmem(from, (size_t)(end - from), MARK, strlen(MARK));
    if (stop == NULL)
        stop = end;
    *r = (struct mc_record){.act = MC_ACT_FORGED, .macro = "", .args = from, .rest = stop};
    *at = stop;
    read_place(&from, stop, r);
    if (read_depth(&from, stop))
        read_call(from, stop, mark, (size_t)(mark - start), r);
    return true;
}

/* The line's number stands before the first ": -". */
static void read_place(const char **at, const char *end, struct mc_record *r)
{
    const char *stop = memmem(*at, (size_t)(end - *at), ": -", 3), *colon = stop;
    if (*at < end && **at == ' ')
        return; /* behind the last file */
    while (colon != NULL && colon > *at && isdigit((unsigned char)colon[-1]))
        colon--;
    if (colon == NULL || colon <= *at || colon[-1] != ':' || colon == stop)
        return;
    r->file = *at;
    r->file_len = (size_t)(colon - 1 - *at);
    r->line = strtol(colon, NULL, 10);
    *at = stop + 1;
}

static bool read_depth(const char **at, const char *end)
{
    const char *c = *at;
    if (end - c < 5 || c[0] != ' ' || c[1] != '-' || !isdigit((unsigned char)c[2]))
        return false;
    for (c += 2; c < end && isdigit((unsigned char)*c);)
        c++;
    if (end - c < 2 || c[0] != '-' || c[1] != ' ')
        return false;
    *at = c + 2;
    return true;
}

static void read_call(const char *at, const char *end, const char *mark, size_t before,
                      struct mc_record *r)
{
    const char *c = at;
    while (c < end && (isalnum((unsigned char)*c) || *c == '_'))
        c++;
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (strlen(table[i].name) == (size_t)(c - at) &&
            strncmp(table[i].name, at, (size_t)(c - at)) == 0) {
            r->macro = table[i].name;
            r->act = table[i].act;
        }
    if (r->act == MC_ACT_FORGED)
        return;
    r->args = c;
    if (c < end && *c == '(')
        read_args(c + 1, end, mark, before, r);
    else if (c == end || *c != '\n')
        r->act = MC_ACT_FORGED;
    if (strcmp(r->macro, "undivert") == 0 && is_numbers(r->args, r->args_len))
        r->act = MC_ACT_NONE;
    /* Whoever takes its definition can call it under another name, which nobody traces. */
    if (strcmp(r->macro, "defn") == 0 && !takes_what_reads(r->args, (size_t)(end - r->args)))
        r->act = MC_ACT_NONE;
}

/*
 * Arguments may hold anything: a message ends so that it is what was printed before, the others
 * end at the first line that ends with a parenthesis.
 */
static void read_args(const char *at, const char *end, const char *mark, size_t before,
                      struct mc_record *r)
{
    size_t len = (size_t)(end - at);
    const char *close = memmem(at, len, ")\n", 2);
    for (const char *c = close; r->act == MC_ACT_SAY && c != NULL;
         c = memmem(c + 1, (size_t)(end - c - 1), ")\n", 2)) {
        size_t said = (size_t)(c - at);
        if (before >= said && memcmp(at, mark - said, said) == 0)
            close = c;
    }
    r->args = at;
    r->args_len = close != NULL ? (size_t)(close - at) : len;
    r->rest = close != NULL ? close + 2 : end;
    r->rest_len = (size_t)(end - r->rest);
    const char *comma = memmem(at, r->args_len, ", ", 2);
    r->first_len = comma != NULL ? (size_t)(comma - at) : r->args_len;
}

static bool is_numbers(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isdigit((unsigned char)text[i]) && text[i] != '-' && text[i] != ',' && text[i] != ' ')
            return false;
    return true;
}

/* Over-careful rather than the other way: the text may end with what was printed later. */
static bool takes_what_reads(const char *text, size_t len)
{
    static const char *const names[] = {"include",  "sinclude",  "undivert", "defn",
                                        MC_INCLUDE, MC_SINCLUDE, TRACE};
    for (size_t i = 0, n; i < len; i += n + 1) {
        const char *word = text + i;
        for (n = 0; i + n < len && strchr(",)\n", word[n]) == NULL;)
            n++; /* strchr finds a NUL, too, and so it ends a word */
        while (n > 0 && i < len && *word == ' ')
            word++, i++, n--;
        for (size_t k = 0; k < ARRAY_LEN(names); k++)
            if (strlen(names[k]) == n && memcmp(names[k], word, n) == 0)
                return true;
    }
    return false;
}
