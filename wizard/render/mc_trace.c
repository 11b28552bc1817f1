/* The trace of m4; see mc_trace.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/mc_trace.h"

#define MARK "m4trace:"
#define TRACE "_MC_TRACE_"
#define CHANGEQUOTE "changequote"

enum { MAX_ENDS = 64 /* tried of a message */ };

#define CALL(name)                                                                                 \
    {                                                                                              \
        name, MC_ACT_CALL, NULL                                                                    \
    }

static void read_place(const char **at, const char *end, struct mc_record *r);
static bool read_depth(const char **at, const char *end);
static void read_call(const char *at, const char *end, const char *mark, size_t before,
                      struct mc_quotes *quotes, struct mc_record *r);
static void read_args(const char *at, const char *end, const char *mark, size_t before,
                      const struct mc_quotes *quotes, struct mc_record *r);
static const char *read_quoted(const char *at, const char *end, const struct mc_quotes *quotes,
                               struct mc_record *r);
static void read_bare(const char *at, const char *close, const struct mc_quotes *quotes,
                      struct mc_record *r);
static const char *skip_quoted(const char *at, const char *end, const struct mc_quotes *quotes);
static bool starts(const char *at, const char *end, const char *text);
static void add_arg(struct mc_record *r, const char *at, size_t len);
static void change_quotes(const struct mc_record *r, struct mc_quotes *quotes);
static bool are_numbers(const struct mc_record *r);
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
    {"syscmd", MC_ACT_COMMAND, "len"},
    {"esyscmd", MC_ACT_COMMAND, "len"},
    {"maketemp", MC_ACT_WRITE, "len"},
    {"mkstemp", MC_ACT_WRITE, "len"},
    {"debugfile", MC_ACT_WRITE, "sysval"},
    {"builtin", MC_ACT_COVER, "len"},
    {"indir", MC_ACT_COVER, "len"},
    {"changeword", MC_ACT_COVER, "len"},
    {"debugmode", MC_ACT_COVER, "sysval"},
    {"dumpdef", MC_ACT_COVER, "len"},
    {"traceoff", MC_ACT_COVER, "sysval"},
    {"traceon", MC_ACT_COVER, "sysval"},
    {TRACE, MC_ACT_COVER, NULL},
    {MC_INCLUDE, MC_ACT_READ, NULL},
    {MC_SINCLUDE, MC_ACT_READ, NULL},
    {"undivert", MC_ACT_READ, NULL},
    {"defn", MC_ACT_COVER, NULL},
    {"include", MC_ACT_ASK, NULL},
    {"sinclude", MC_ACT_ASK_SOFT, NULL},
    {"errprint", MC_ACT_SAY, NULL},
    {CHANGEQUOTE, MC_ACT_NONE, NULL},
    CALL("define"),
    CALL("undefine"),
    CALL("pushdef"),
    CALL("CANONIFY_DOMAIN"),
    CALL("CANONIFY_DOMAIN_FILE"),
    CALL("CLIENT_OPTIONS"),
    CALL("DAEMON_OPTIONS"),
    CALL("DOMAIN"),
    CALL("EXPOSED_USER"),
    CALL("EXPOSED_USER_FILE"),
    CALL("FEATURE"),
    CALL("GENERICS_DOMAIN"),
    CALL("GENERICS_DOMAIN_FILE"),
    CALL("HACK"),
    CALL("INPUT_MAIL_FILTER"),
    CALL("LDAPROUTE_DOMAIN"),
    CALL("LDAPROUTE_DOMAIN_FILE"),
    CALL("LDAPROUTE_EQUIVALENT"),
    CALL("LDAPROUTE_EQUIVALENT_FILE"),
    CALL("LOCAL_CLT_FEATURES"),
    CALL("LOCAL_CONFIG"),
    CALL("LOCAL_DOMAIN"),
    CALL("LOCAL_DOMAIN_FILE"),
    CALL("LOCAL_NET_CONFIG"),
    CALL("LOCAL_RULESETS"),
    CALL("LOCAL_RULE_0"),
    CALL("LOCAL_RULE_1"),
    CALL("LOCAL_RULE_2"),
    CALL("LOCAL_RULE_3"),
    CALL("LOCAL_SRV_FEATURES"),
    CALL("LOCAL_TLS_CLIENT"),
    CALL("LOCAL_TLS_RCPT"),
    CALL("LOCAL_TLS_SERVER"),
    CALL("LOCAL_TRY_TLS"),
    CALL("LOCAL_UUCP"),
    CALL("LOCAL_USER"),
    CALL("MAILER"),
    CALL("MAILER_DEFINITIONS"),
    CALL("MAIL_FILTER"),
    CALL("MASQUERADE_AS"),
    CALL("MASQUERADE_DOMAIN"),
    CALL("MASQUERADE_DOMAIN_FILE"),
    CALL("MASQUERADE_EXCEPTION"),
    CALL("MASQUERADE_EXCEPTION_FILE"),
    CALL("MODIFY_MAILER_FLAGS"),
    CALL("OSTYPE"),
    CALL("QUEUE_GROUP"),
    CALL("RELAY_DOMAIN"),
    CALL("RELAY_DOMAIN_FILE"),
    CALL("SITE"),
    CALL("SITECONFIG"),
    CALL("TRUST_AUTH_MECH"),
    CALL("UUCPSMTP"),
    CALL("VERSIONID"),
    CALL("VIRTUSER_DOMAIN"),
    CALL("VIRTUSER_DOMAIN_FILE"),
};

void mc_trace_begin(bool guard, bool calls, struct str *out)
{
    for (size_t i = 0; i < ARRAY_LEN(table) && guard; i++)
        if (table[i].by != NULL && strcmp(table[i].name, "traceon") != 0)
            str_addf(out, "define(`%s', defn(`%s'))", table[i].name, table[i].by);
    str_add(out, "define(`" TRACE "', defn(`traceon'))");
    if (guard)
        str_add(out, "define(`traceon', defn(`sysval'))");
    str_add(out, TRACE "(");
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (calls || table[i].act != MC_ACT_CALL)
            str_addf(out, "%s`%s'", i > 0 ? "," : "", table[i].name);
    str_add(out, ")");
}

/* m4 prints "m4trace:FILE:LINE: -DEPTH- NAME(ARGUMENTS)"; behind the last file, no place. */
bool mc_record_next(const char *start, const char **at, const char *end, struct mc_quotes *quotes,
                    struct mc_record *r)
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
    r->act = MC_ACT_FORGED;
    r->macro = "";
    r->file = NULL;
    r->file_len = 0;
    r->line = 0;
    r->called = false;
    r->n_args = 0;
    r->rest = stop;
    r->rest_len = 0;
    *at = stop;
    read_place(&from, stop, r);
    if (read_depth(&from, stop))
        read_call(from, stop, mark, (size_t)(mark - start), quotes, r);
    if (r->act == MC_ACT_FORGED) {
        r->n_args = 0;
        add_arg(r, from, (size_t)(stop - from)); /* to be shown */
    }
    return true;
}

struct mc_slice mc_record_first(const struct mc_record *r)
{
    return r->n_args > 0 ? r->args[0] : (struct mc_slice){.at = "", .len = 0};
}

void mc_record_args(const struct mc_record *r, struct str *out)
{
    for (size_t i = 0; i < r->n_args; i++) {
        str_add(out, i > 0 ? ", " : "");
        str_addn(out, r->args[i].at, r->args[i].len);
    }
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
                      struct mc_quotes *quotes, struct mc_record *r)
{
    const char *c = at;
    while (c < end && (isalnum((unsigned char)*c) || *c == '_'))
        c++;
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (c > at && *at == table[i].name[0] && strlen(table[i].name) == (size_t)(c - at) &&
            strncmp(table[i].name, at, (size_t)(c - at)) == 0) {
            r->macro = table[i].name;
            r->act = table[i].act;
            break;
        }
    if (r->act == MC_ACT_FORGED)
        return;
    r->called = c < end && *c == '(';
    if (r->called)
        read_args(c + 1, end, mark, before, quotes, r);
    else if (c == end || *c != '\n')
        r->act = MC_ACT_FORGED;
    if (strcmp(r->macro, CHANGEQUOTE) == 0)
        change_quotes(r, quotes);
    if (strcmp(r->macro, "undivert") == 0 && are_numbers(r) &&
        memchr(c, '/', (size_t)(r->rest - c)) == NULL)
        r->act = MC_ACT_NONE;
    /* Whoever takes its definition can call it under another name, which nobody traces. */
    if (strcmp(r->macro, "defn") == 0 && !takes_what_reads(c, (size_t)(r->rest - c)))
        r->act = MC_ACT_NONE;
}

/*
 * Arguments may hold anything: they end where their quotes do; what is not quoted as it should
 * be ends at the first line that ends with a parenthesis.  A message ends so that it is what
 * was printed before.
 */
static void read_args(const char *at, const char *end, const char *mark, size_t before,
                      const struct mc_quotes *quotes, struct mc_record *r)
{
    size_t open = strlen(quotes->open), shut = strlen(quotes->close);
    const char *close = r->act != MC_ACT_SAY ? read_quoted(at, end, quotes, r) : NULL;
    if (close == NULL) {
        close = memmem(at, (size_t)(end - at), ")\n", 2);
        size_t tries = 0;
        for (const char *c = close; r->act == MC_ACT_SAY && c != NULL && tries < MAX_ENDS;
             c = memmem(c + 1, (size_t)(end - c - 1), ")\n", 2), tries++) {
            size_t len = (size_t)(c - at);
            if (len >= open + shut && before >= len - open - shut &&
                memcmp(at + open, mark - (len - open - shut), len - open - shut) == 0)
                close = c;
        }
        /* A message that holds a mark of ours ends before its end: no honest one does. */
        if (r->act == MC_ACT_SAY && (close == NULL || tries == MAX_ENDS))
            r->act = MC_ACT_FORGED;
        r->n_args = 0;
        read_bare(at, close != NULL ? close : end, quotes, r);
    }
    r->rest = close != NULL ? close + 2 : end;
    r->rest_len = (size_t)(end - r->rest);
}

/* `ARG', `ARG' up to the parenthesis and the end of the line, where it returns; or NULL. */
static const char *read_quoted(const char *at, const char *end, const struct mc_quotes *quotes,
                               struct mc_record *r)
{
    size_t open = strlen(quotes->open), shut = strlen(quotes->close);
    if (open == 0 || shut == 0)
        return NULL;
    for (;;) {
        const char *close = skip_quoted(at, end, quotes);
        if (close == NULL)
            return NULL;
        add_arg(r, at + open, (size_t)(close - at) - open - shut);
        if (starts(close, end, ")\n"))
            return close;
        if (!starts(close, end, ", "))
            return NULL;
        at = close + 2;
    }
}

/* Behind the quote that ends what begins with one at `at', or NULL. */
static const char *skip_quoted(const char *at, const char *end, const struct mc_quotes *quotes)
{
    size_t open = strlen(quotes->open), shut = strlen(quotes->close), depth = 0;
    if (!starts(at, end, quotes->open))
        return NULL;
    while (at < end) {
        /* In this order, since both may be the same. */
        if (depth > 0 && starts(at, end, quotes->close)) {
            at += shut;
            if (--depth == 0)
                return at;
        } else if (starts(at, end, quotes->open)) {
            at += open;
            depth++;
        } else {
            at++;
        }
    }
    return NULL;
}

static bool starts(const char *at, const char *end, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(end - at) >= len && memcmp(at, text, len) == 0;
}

/* All of it as one argument, without the outermost quotes. */
static void read_bare(const char *at, const char *close, const struct mc_quotes *quotes,
                      struct mc_record *r)
{
    size_t open = strlen(quotes->open), shut = strlen(quotes->close), len = (size_t)(close - at);
    if (len >= open + shut && memcmp(at, quotes->open, open) == 0 &&
        memcmp(close - shut, quotes->close, shut) == 0) {
        at += open;
        len -= open + shut;
    }
    add_arg(r, at, len);
}

static void add_arg(struct mc_record *r, const char *at, size_t len)
{
    if (r->n_args < MC_MAX_ARGS) {
        r->args[r->n_args++] = (struct mc_slice){.at = at, .len = len};
    } else {
        struct mc_slice *last = &r->args[MC_MAX_ARGS - 1];
        last->len = (size_t)(at + len - last->at);
    }
}

/* Without arguments they are as they were at the beginning; without a second, it is '. */
static void change_quotes(const struct mc_record *r, struct mc_quotes *quotes)
{
    static const struct mc_quotes usual = MC_QUOTES_INIT;
    struct mc_slice first = mc_record_first(r);
    struct mc_slice second =
        r->n_args > 1 ? r->args[1] : (struct mc_slice){.at = usual.close, .len = 1};
    *quotes = usual;
    if (!r->called)
        return;
    /* What is longer than any quote is taken for none: then no argument can be read amiss. */
    bool fits = first.len < MC_MAX_QUOTE && second.len < MC_MAX_QUOTE && first.len > 0;
    *quotes = (struct mc_quotes){"", ""};
    if (!fits)
        return;
    memcpy(quotes->open, first.at, first.len);
    if (second.len > 0)
        memcpy(quotes->close, second.at, second.len);
    else
        memcpy(quotes->close, usual.close, 1);
}

static bool are_numbers(const struct mc_record *r)
{
    for (size_t a = 0; a < r->n_args; a++) {
        if (r->args[a].len == 0)
            return false; /* quotes that hide what is in them */
        for (size_t i = 0; i < r->args[a].len; i++) {
            char c = r->args[a].at[i];
            if (!isdigit((unsigned char)c) && strchr("-, ", c) == NULL)
                return false;
            if (c == '\0')
                return false;
        }
    }
    return true;
}

/*
 * Over-careful rather than the other way: a name anywhere in what follows, since quotes may be
 * letters.  Whoever renames changequote could make us read arguments in the wrong quotes.
 */
static bool takes_what_reads(const char *text, size_t len)
{
    static const char *const names[] = {"include",   "undivert", "defn",     MC_INCLUDE,
                                        MC_SINCLUDE, TRACE,      CHANGEQUOTE};
    for (size_t k = 0; k < ARRAY_LEN(names); k++)
        if (memmem(text, len, names[k], strlen(names[k])) != NULL)
            return true;
    return false;
}
