/* What stays as raw lines (extra.file); see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/cf.h"
#include "cf/option.h"

#include "import/internal.h"

#include "model/extra.h"

/* Under which heading a line belongs. */
struct place {
    int extra; /* an EXTRA_ place */
    const char *heading;
};

/* A line of the .cf that the site has written itself. */
struct printed {
    const char *at; /* borrowed */
    size_t len, order;
    struct mc_place place;
};

static int by_place(const void *a, const void *b);
static bool is_site(const struct mc *mc, struct mc_place place);
static bool by_call(const struct mc *mc, struct mc_place place, const char *at, size_t len);
static void add_raw(struct import *imp, const struct mc *mc, const struct printed *p);
static void keep_quoted(struct import *imp, struct import_line *line, struct place place);
static bool has_call(const char *text);
static bool said_below(const struct mc *mc, const struct printed *p);
static const char *line_at(const struct mc *mc, struct mc_place place, size_t *len);
static bool is_comment(const char *at, size_t len);
static struct place heading_before(const struct mc *mc, struct mc_place place);
static bool heading_at(const struct mc *mc, struct mc_place place);
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

/*
 * What m4 has printed of the site's own text, and no macro: what it has thrown away is no line,
 * and what it has made of a condition is one.
 */
void import_raw_lines(struct import *imp, const struct mc *mc)
{
    struct printed *printed = NULL;
    size_t n = 0, cap = 0, i = 0;
    const char *at = mc->made != NULL ? str_text(mc->made) : "";
    for (; i < mc->n_lines && *at != '\0'; i++) {
        size_t len = strcspn(at, "\n");
        struct mc_place place = mc->lines[i];
        if (is_site(mc, place) && !is_comment(at, len) && !by_call(mc, place, at, len)) {
            if (n == cap) {
                cap = cap > 0 ? cap * 2 : 16;
                printed = mem_realloc(printed, cap, sizeof(*printed));
            }
            printed[n] = (struct printed){.at = at, .len = len, .place = place, .order = n};
            n++;
        }
        at += len + (at[len] == '\n' ? 1 : 0);
    }
    if (n > 0)
        qsort(printed, n, sizeof(*printed), by_place);
    for (i = 0; i < n; i++)
        add_raw(imp, mc, &printed[i]);
    free(printed);
}

static int by_place(const void *a, const void *b)
{
    const struct printed *x = a, *y = b;
    if (x->place.file != y->place.file)
        return strcmp(x->place.file, y->place.file);
    if (x->place.line != y->place.line)
        return x->place.line < y->place.line ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order ? 1 : 0;
}

/* The .mc, or a file of the site's that calls something. */
static bool is_site(const struct mc *mc, struct mc_place place)
{
    if (place.file == NULL || place.line < 1)
        return false;
    if (strcmp(place.file, mc->name) == 0)
        return true;
    for (size_t i = 0; i < mc->n; i++)
        if (mc->calls[i].site && mc->calls[i].place.file == place.file)
            return true;
    return false;
}

/*
 * A class that EXPOSED_USER and the like have filled stands near their line, as m4 tells it, and
 * what SITECONFIG has printed: those calls have lines of their own.
 */
static bool by_call(const struct mc *mc, struct mc_place place, const char *at, size_t len)
{
    enum { NEAR = 20 };
    size_t source_len = 0;
    const char *source = line_at(mc, place, &source_len);
    if (source_len >= len && memcmp(source, at, len) == 0)
        return false; /* it stands there itself */
    for (size_t i = 0; i < mc->n && strchr("CDFV", at[0]) != NULL; i++) {
        const struct mc_call *call = &mc->calls[i];
        long apart = call->place.line - place.line;
        if (!call->site || call->place.file != place.file || apart < -NEAR || apart > NEAR ||
            strcmp(call->macro, "define") == 0)
            continue;
        const char *said = mc_call_arg(call, strcmp(call->macro, "SITECONFIG") == 0 ? 1 : 0);
        if (said[0] != '\0' && memmem(at, len, said, strlen(said)) != NULL)
            return true;
    }
    return false;
}

/* As it stands in the text, if it does; else as m4 has made it, in quotes. */
static void add_raw(struct import *imp, const struct mc *mc, const struct printed *p)
{
    struct str text = STR_INIT;
    size_t source_len = 0;
    const char *source = line_at(mc, p->place, &source_len);
    bool verbatim = source_len >= p->len && memcmp(source, p->at, p->len) == 0;
    if (source != NULL && is_comment(source, source_len))
        return; /* somebody has it already */
    if (!verbatim && p->at[0] == 'S' && heading_at(mc, p->place))
        return; /* the ruleset that the heading itself begins */
    str_addn(&text, p->at, p->len);
    while (text.len > 0 && str_text(&text)[text.len - 1] == '\r')
        text.buf[--text.len] = '\0';
    struct import_line *line = import_add_line(imp, IMPORT_RAW, "", str_text(&text), p->place);
    struct place place = heading_before(mc, p->place);
    if (said_below(mc, p)) {
        line->fate = IMPORT_NONE;
        str_set(&line->why, "sendmail.cf says it again further down, and the last one counts");
    } else if (!by_macro(imp, mc, str_text(&text), line)) {
        /* m4 reads it again: what could be a call goes into quotes, behind its letter. */
        if (!verbatim || has_call(str_text(&text)))
            keep_quoted(imp, line, place);
        else
            import_keep(imp, line, place.extra, place.heading);
    }
    str_free(&text);
}

/* Of an option or a macro, the last line counts; the macros write theirs behind the site's. */
static bool said_below(const struct mc *mc, const struct printed *p)
{
    static const char *const many[] = {"O DaemonPortOptions", "O ClientPortOptions",
                                       "O PrivacyOptions", "O Milter.macros"};
    struct str key = STR_INIT;
    const char *equal = memchr(p->at, '=', p->len), *brace = memchr(p->at, '}', p->len);
    if (p->at[0] == 'O' && p->len > 2 && p->at[1] == ' ' && equal != NULL)
        str_addf(&key, "\n%.*s=", (int)(equal - p->at), p->at);
    else if (p->at[0] == 'D' && p->len > 2 && p->at[1] == '{' && brace != NULL)
        str_addf(&key, "\n%.*s", (int)(brace + 1 - p->at), p->at);
    else if (p->at[0] == 'D' && p->len > 1)
        str_addf(&key, "\n%.2s", p->at);
    for (size_t i = 0; i < ARRAY_LEN(many) && key.len > 0; i++)
        if (strncmp(str_text(&key) + 1, many[i], strlen(many[i])) == 0)
            str_clear(&key);
    const char *end = str_text(mc->made) + mc->made->len;
    bool again = key.len > 0 &&
                 memmem(p->at + p->len, (size_t)(end - p->at) - p->len, key.buf, key.len) != NULL;
    str_free(&key);
    return again;
}

static void keep_quoted(struct import *imp, struct import_line *line, struct place place)
{
    char *text = mem_dup(line->text);
    if (strlen(text) > 1)
        str_set(&line->text, "%c`%s'", text[0], text + 1);
    import_keep(imp, line, place.extra, place.heading);
    free(line->text);
    line->text = text;
}

static bool has_call(const char *text)
{
    for (const char *c = strchr(text, '('); c != NULL; c = strchr(c + 1, '('))
        if (c > text && (isalnum((unsigned char)c[-1]) || c[-1] == '_'))
            return true;
    return false;
}

/* Of the .mc itself; NULL: of another file. */
static const char *line_at(const struct mc *mc, struct mc_place place, size_t *len)
{
    const char *at = str_text(&mc->text), *end = at + mc->text.len;
    if (mc->text.len == 0 || strcmp(place.file, mc->name) != 0)
        return NULL;
    for (long line = 1; line < place.line && at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop != NULL ? stop + 1 : end;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *len = (size_t)((stop != NULL ? stop : end) - at);
    return at;
}

static bool is_comment(const char *at, size_t len)
{
    size_t blank = 0;
    while (blank < len && isspace((unsigned char)at[blank]))
        blank++;
    return blank == len || at[blank] == '#';
}

/* The last that stands before it; lines before any are those of LOCAL_CONFIG. */
static struct place heading_before(const struct mc *mc, struct mc_place place)
{
    struct place found = {EXTRA_CONFIG, "LOCAL_CONFIG"};
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (!call->site || call->place.file != place.file || call->place.line > place.line)
            continue;
        for (size_t k = 0; k < ARRAY_LEN(headings); k++)
            if (strcmp(headings[k].name, call->macro) == 0)
                found = (struct place){headings[k].extra, headings[k].name};
    }
    return found;
}

static bool heading_at(const struct mc *mc, struct mc_place place)
{
    bool at = false;
    for (size_t i = 0; i < mc->n; i++) {
        long apart = mc->calls[i].place.line - place.line;
        for (size_t k = 0; k < ARRAY_LEN(headings) && apart >= -1 && apart <= 1; k++)
            at = at || strcmp(headings[k].name, mc->calls[i].macro) == 0;
    }
    return at;
}

static struct place heading_of(const char *at, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (strlen(headings[i].name) == len && memcmp(headings[i].name, at, len) == 0)
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
    /* Lines of a .cf are no m4. */
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (strcmp(headings[i].name, heading) == 0)
            keep_quoted(imp, line, (struct place){headings[i].extra, headings[i].name});
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
