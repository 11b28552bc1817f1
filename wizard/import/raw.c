/* What stays as raw lines (extra.file); see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/cf.h"
#include "cf/option.h"

#include "import/internal.h"

#include "model/extra.h"

/* Where the reading of the .mc's own text stands. */
struct place {
    int extra;           /* an EXTRA_ place, or -1: before any heading */
    const char *heading; /* NULL before any */
};

static const char *line_end(const char *at, const char *end);
static const char *call_end(const char *at, const char *end);
static size_t word_len(const char *at, const char *end);
static bool is_comment(const char *at, size_t len);
static bool begins_call(const struct mc *mc, long line);
static struct place heading_of(const char *at, size_t len);
static bool by_macro(struct import *imp, const struct mc *mc, const char *text,
                     struct import_line *line);
static void add_to_tail(struct str *tail, const char *heading, const char *line);
static bool takes(const struct str *text);

static const struct {
    const char *name;
    int extra;
} headings[] = {
    {"MAILER_DEFINITIONS", EXTRA_MAILER}, {"LOCAL_CONFIG", EXTRA_CONFIG},
    {"LOCAL_RULE_0", EXTRA_RULE0},        {"LOCAL_RULESETS", EXTRA_RULESETS},
    {"LOCAL_RULE_1", EXTRA_TAIL},         {"LOCAL_RULE_2", EXTRA_TAIL},
    {"LOCAL_RULE_3", EXTRA_TAIL},         {"LOCAL_NET_CONFIG", EXTRA_TAIL},
    {"LOCAL_SRV_FEATURES", EXTRA_TAIL},   {"LOCAL_CLT_FEATURES", EXTRA_TAIL},
    {"LOCAL_TRY_TLS", EXTRA_TAIL},        {"LOCAL_TLS_RCPT", EXTRA_TAIL},
    {"LOCAL_TLS_CLIENT", EXTRA_TAIL},     {"LOCAL_TLS_SERVER", EXTRA_TAIL},
};

/* Lines of sendmail.cf that say what a macro says. */
static const struct {
    enum cf_kind kind;
    const char *name, *macro, *first;
} said_by[] = {
    {CF_CLASS, "w", "LOCAL_DOMAIN", NULL},           {CF_CLASS, "E", "EXPOSED_USER", NULL},
    {CF_CLASS, "M", "MASQUERADE_DOMAIN", NULL},      {CF_CLASS, "N", "MASQUERADE_EXCEPTION", NULL},
    {CF_CLASS, "G", "GENERICS_DOMAIN", NULL},        {CF_CLASS, "R", "RELAY_DOMAIN", NULL},
    {CF_CLASS, "VirtHost", "VIRTUSER_DOMAIN", NULL}, {CF_MACRO, "M", "MASQUERADE_AS", NULL},
    {CF_MACRO, "S", "define", "SMART_HOST"},         {CF_MACRO, "H", "define", "MAIL_HUB"},
    {CF_MACRO, "j", "define", "confDOMAIN_NAME"},
};

/* The text of the .mc, without calls (they are traced), comments, and what is before a heading. */
void import_raw_lines(struct import *imp, const struct mc *mc)
{
    const char *at = str_text(&mc->text), *end = at + mc->text.len;
    struct place place = {-1, NULL};
    struct mc_place where = {.file = mc->name, .line = 0};
    while (at < end) {
        const char *stop = line_end(at, end);
        size_t len = (size_t)(stop - at), word = word_len(at, stop);
        where.line++;
        while (len > 0 && at[len - 1] == '\r')
            len--;
        struct place next = heading_of(at, len);
        if (next.heading != NULL) {
            place = next;
        } else if (word > 1 && at + word < stop && at[word] == '(') {
            const char *close = call_end(at + word, end);
            for (const char *c = at; c < close; c++)
                where.line += *c == '\n' ? 1 : 0;
            stop = line_end(close, end);
        } else if (place.heading != NULL && !is_comment(at, len) && !begins_call(mc, where.line)) {
            char *text = mem_dupn(at, len);
            struct import_line *line = import_add_line(imp, IMPORT_RAW, "", text, where);
            if (!by_macro(imp, mc, text, line))
                import_keep(imp, line, place.extra, place.heading);
            free(text);
        }
        at = stop < end ? stop + 1 : end;
    }
}

static const char *line_end(const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return stop != NULL ? stop : end;
}

/* From its parenthesis to behind the one that closes it; quoted ones do not count. */
static const char *call_end(const char *at, const char *end)
{
    size_t quotes = 0, depth = 0;
    for (; at < end; at++) {
        if (*at == '`')
            quotes++;
        else if (*at == '\'' && quotes > 0)
            quotes--;
        else if (quotes == 0 && *at == '(')
            depth++;
        else if (quotes == 0 && *at == ')' && --depth == 0)
            return at + 1;
    }
    return end;
}

static size_t word_len(const char *at, const char *end)
{
    size_t n = 0;
    while (at + n < end && (at[n] == '_' || isalnum((unsigned char)at[n])))
        n++;
    return n > 0 && isdigit((unsigned char)at[0]) ? 0 : n;
}

static bool is_comment(const char *at, size_t len)
{
    size_t blank = 0;
    while (blank < len && isspace((unsigned char)at[blank]))
        blank++;
    return blank == len || at[blank] == '#' || (len >= 3 && memcmp(at, "dnl", 3) == 0);
}

/* ifdef and the like, whose calls have been traced at this line. */
static bool begins_call(const struct mc *mc, long line)
{
    for (size_t i = 0; i < mc->n; i++)
        if (mc->calls[i].site && mc->calls[i].place.line == line &&
            strcmp(mc->calls[i].place.file, mc->name) == 0 && mc->calls[i].args.n > 0)
            return true;
    return false;
}

static struct place heading_of(const char *at, size_t len)
{
    size_t word = word_len(at, at + len);
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (strlen(headings[i].name) == word && memcmp(headings[i].name, at, word) == 0 &&
            (word == len || is_comment(at + word, len - word) || at[word] == ' '))
            return (struct place){headings[i].extra, headings[i].name};
    return (struct place){-1, NULL};
}

/* O Name=value, CwNAME and the like, in the words of a macro. */
static bool by_macro(struct import *imp, const struct mc *mc, const char *text,
                     struct import_line *line)
{
    struct str one = STR_INIT;
    struct cf cf;
    struct mc_call call = {.place = line->place, .site = true};
    const char *first = NULL;
    str_addf(&one, IMPORT_CF_HEAD "%s\n" IMPORT_CF_TAIL, text);
    if (cf_parse(str_text(&one), one.len, "line", &cf, NULL) != 0) {
        str_free(&one);
        return false;
    }
    for (size_t i = 0; cf.n == IMPORT_CF_ENTRIES && i < ARRAY_LEN(said_by); i++)
        if (said_by[i].kind == cf.v[1].kind && strcmp(said_by[i].name, cf.v[1].name) == 0) {
            call.macro = mem_dup(said_by[i].macro);
            first = said_by[i].first;
        }
    if (cf.n == IMPORT_CF_ENTRIES && cf.v[1].kind == CF_OPTION) {
        const struct cf_option *option = cf_option_find(cf.v[1].name);
        if (option != NULL && option->m4 != NULL) {
            call.macro = mem_dup("define");
            first = option->m4;
        }
    }
    if (call.macro != NULL) {
        if (first != NULL)
            strs_add(&call.args, first);
        strs_add(&call.args, cf.v[1].value);
        import_call(imp, mc, &call, line);
    }
    /* Kept as it is rather than as a call that nobody wrote. */
    bool done = call.macro != NULL && line->fate == IMPORT_SETTING;
    free(call.macro);
    strs_free(&call.args);
    cf_free(&cf);
    str_free(&one);
    return done;
}

void import_keep_under(struct import *imp, struct import_line *line, const char *heading)
{
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (strcmp(headings[i].name, heading) == 0)
            import_keep(imp, line, headings[i].extra, headings[i].name);
}

void import_keep(struct import *imp, struct import_line *line, int place, const char *heading)
{
    struct str text = STR_INIT, part = STR_INIT;
    str_addf(&text, "%s%s\n", line->text, heading == NULL ? "dnl" : "");
    if (heading != NULL)
        str_addf(&part, "%s\n", heading);
    str_addn(&part, str_text(&text), text.len);
    if (takes(&part)) {
        line->fate = IMPORT_RAW;
        if (place == EXTRA_TAIL)
            add_to_tail(&imp->extra[place], heading, str_text(&text));
        else
            str_addn(&imp->extra[place], str_text(&text), text.len);
        if (line->why == NULL)
            str_set(&line->why, "no setting says it");
    } else {
        line->fate = IMPORT_LEFT;
        if (line->why == NULL)
            str_set(&line->why, "no setting says it, and raw lines cannot hold it");
    }
    str_free(&text);
    str_free(&part);
}

/* Each heading stands there once: its lines come together. */
static void add_to_tail(struct str *tail, const char *heading, const char *line)
{
    struct str out = STR_INIT;
    bool inside = false, done = false;
    for (const char *at = str_text(tail); *at != '\0';) {
        size_t len = strcspn(at, "\n") + 1;
        bool is_heading = heading_of(at, len - 1).heading != NULL;
        if (inside && is_heading) {
            str_add(&out, line);
            done = true;
        }
        if (is_heading)
            inside = strlen(heading) == len - 1 && strncmp(at, heading, len - 1) == 0;
        str_addn(&out, at, len);
        at += len;
    }
    if (!done && !inside)
        str_addf(&out, "%s\n", heading);
    if (!done)
        str_add(&out, line);
    str_free(tail);
    *tail = out;
}

/* Whether a file of raw lines may hold it. */
static bool takes(const struct str *text)
{
    struct extra extra = {0};
    struct errs errs = {0};
    bool fine = extra_parse(str_text(text), text->len, "extra", &extra, &errs) == 0;
    extra_free(&extra);
    errs_free(&errs);
    return fine;
}
