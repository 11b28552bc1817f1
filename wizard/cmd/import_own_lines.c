/*
 * The lines of a .mc of our own against what its profile renders to: calls with their arguments
 * and raw lines, wherever they stand, so that another order or layout is no edit.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_profile.h"

#include "cmd/import_own_parts.h"
#include "cmd/mc_load.h"

#include "import/calls.h"

#include "relay/room.h"

static bool says_the_same(const struct str *a, const struct str *b);
static size_t next_line(const char **at, const char *end, const char **line);
static bool is_origin(const char *line, size_t len);
static int read_render(struct context *ctx, const struct import_run *run, const char *room,
                       struct own_render *render, struct err *err);
static void gather(const struct import_run *run, const struct mc *mc, struct import *lines);
static bool *pair(const struct import *a, const struct import *b, bool *in_b);
static void leave_inner(const struct import_run *run, struct import *lines, bool *carried,
                        bool *inner);
static bool ends_ruleset(const char *line, size_t len);
static bool is_same(const struct import_line *a, const struct import_line *b);
static void import_rest(struct import_run *run, struct import *lines, const bool *carried);
static void take_carried(struct import_run *run, struct import *lines, const bool *carried,
                         const bool *inner);
static char *without_raw(const struct str *text, const struct import *lines, const bool *carried);
static bool is_redefined(const struct import_run *run, const struct import_line *line);
static const char *defined(const struct import_line *line);
static long place_of(const struct import_run *run, size_t at);

int own_lines_take(struct context *ctx, struct import_run *run, const char *room, struct err *err)
{
    struct import_own *own = run->own;
    struct import lines = {.values = NULL};
    bool *carried = NULL, *inner = NULL; /* of ours, or listed as left */
    int rc = 0;
    gather(run, &run->mc, &lines);
    inner = mem_alloc(lines.n_lines + 1);
    if (says_the_same(&run->mc.text, &own_render_mc(&own->was)->data)) {
        carried = mem_alloc(lines.n_lines + 1);
        memset(carried, 1, lines.n_lines);
    } else {
        own->known = true;
        rc = read_render(ctx, run, room, &own->was, err);
        if (rc != 0)
            goto out;
        own->in_source = mem_alloc(own->was.lines.n_lines + 1);
        carried = pair(&lines, &own->was.lines, own->in_source);
        for (size_t i = 0; i < lines.n_lines; i++) /* such as a definition that ours overrides */
            carried[i] = carried[i] || lines.lines[i].fate == IMPORT_NONE;
        leave_inner(run, &lines, carried, inner);
        import_rest(run, &lines, carried);
    }
    take_carried(run, &lines, carried, inner);
out:
    free(carried);
    free(inner);
    import_free(&lines);
    return rc;
}

/* Line by line, but for what tells the origin alone. */
static bool says_the_same(const struct str *a, const struct str *b)
{
    const char *at[] = {str_text(a), str_text(b)}, *end[] = {at[0] + a->len, at[1] + b->len};
    for (;;) {
        const char *line[2] = {NULL, NULL};
        size_t len[2] = {0, 0};
        for (size_t i = 0; i < 2; i++) {
            do
                len[i] = next_line(&at[i], end[i], &line[i]);
            while (line[i] != NULL && is_origin(line[i], len[i]));
        }
        if (line[0] == NULL || line[1] == NULL)
            return line[0] == line[1];
        if (len[0] != len[1] || memcmp(line[0], line[1], len[0]) != 0)
            return false;
    }
}

/* *line is NULL behind the last. */
static size_t next_line(const char **at, const char *end, const char **line)
{
    *line = NULL;
    if (*at == end)
        return 0;
    *line = *at;
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    size_t len = (size_t)((stop != NULL ? stop : end) - *at);
    *at += len + (stop != NULL ? 1 : 0);
    return len > 0 && (*line)[len - 1] == '\r' ? len - 1 : len;
}

static bool is_origin(const char *line, size_t len)
{
    static const char *const begins[] = {MC_PROFILE_LINE, "# Profile:  SHA-256 ",
                                         "VERSIONID(`mcwizard ", "dnl # >>> extra.file: "};
    for (size_t i = 0; i < ARRAY_LEN(begins); i++)
        if (len >= strlen(begins[i]) && memcmp(line, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* m4 tells the calls of what was rendered, as it does those of the source. */
static int read_render(struct context *ctx, const struct import_run *run, const char *room,
                       struct own_render *render, struct err *err)
{
    const struct render_file *made = own_render_mc(render);
    struct str path = STR_INIT, text = STR_INIT;
    struct cf cf = {.n = 0};
    int rc = room_write(room, "rendered.mc", str_text(&made->data), made->data.len, &path, err);
    if (rc == 0)
        rc = mc_load(ctx, str_text(&path), false, &render->mc, &text, &cf, err);
    if (rc == 0) {
        gather(run, &render->mc, &render->lines);
        cf_free(&cf);
    }
    str_free(&path);
    str_free(&text);
    return rc;
}

/* An import of its own, whose values nobody uses. */
static void gather(const struct import_run *run, const struct mc *mc, struct import *lines)
{
    import_init(lines, run->imp.layout);
    import_calls(lines, mc);
}

/* For each line of a whether b has it, each of b's once; in_b the reverse.  The caller frees it. */
static bool *pair(const struct import *a, const struct import *b, bool *in_b)
{
    bool *in_a = mem_alloc(a->n_lines + 1);
    size_t next = 0; /* most stand in the same order */
    for (size_t i = 0; i < a->n_lines; i++) {
        for (size_t k = 0; k < b->n_lines && !in_a[i]; k++) {
            size_t at = (next + k) % b->n_lines;
            if (in_b[at] || !is_same(&a->lines[i], &b->lines[at]))
                continue;
            in_a[i] = in_b[at] = true;
            next = at + 1;
        }
    }
    return in_a;
}

static bool is_same(const struct import_line *a, const struct import_line *b)
{
    if (strcmp(a->macro, b->macro) != 0)
        return false;
    /* It has the digest, and does nothing. */
    return strcmp(a->macro, "VERSIONID") == 0 || strcmp(a->text, b->text) == 0;
}

/*
 * A rule that was added to a ruleset of ours cannot be a raw line: it would be one of whatever
 * ruleset stands before the raw lines.
 */
static void leave_inner(const struct import_run *run, struct import *lines, bool *carried,
                        bool *inner)
{
    const char *at = str_text(&run->mc.text), *end = at + run->mc.text.len, *line;
    bool ours = false;
    size_t i = 0;
    while (i < lines->n_lines && lines->lines[i].macro[0] != '\0')
        i++;
    for (long number = 1; i < lines->n_lines; number++) {
        size_t len = next_line(&at, end, &line);
        if (line == NULL)
            break;
        ours = ours && !ends_ruleset(line, len);
        struct import_line *l = &lines->lines[i];
        if (l->place.line > number)
            continue;
        if (l->text[0] == 'S')
            ours = carried[i];
        else if (!carried[i] && ours && strchr("R \t", l->text[0]) != NULL) {
            str_set(&l->why, "it was added to a ruleset that the profile makes; raw lines can only "
                             "bring rulesets of their own");
            l->fate = IMPORT_LEFT;
            inner[i] = carried[i] = true;
        }
        i++;
    }
}

/* A heading: LOCAL_RULE_0 and the like are rulesets themselves. */
static bool ends_ruleset(const char *line, size_t len)
{
    static const char *const begins[] = {"LOCAL_", "MAILER"};
    for (size_t i = 0; i < ARRAY_LEN(begins); i++)
        if (len >= strlen(begins[i]) && memcmp(line, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* What is new goes the way of any .mc's lines; the others are out of its sight meanwhile. */
static void import_rest(struct import_run *run, struct import *lines, const bool *carried)
{
    struct mc *mc = &run->mc;
    bool *hidden = mem_alloc(mc->n + 1);
    size_t call = 0;
    for (size_t i = 0; i < lines->n_lines; i++) {
        const struct import_line *line = &lines->lines[i];
        if (line->macro[0] == '\0' || !carried[i])
            continue;
        while (call < mc->n && mc->calls[call].macro != line->macro)
            call++;
        MUST(call < mc->n);
        hidden[call] = true;
        mc->calls[call].site = false;
    }
    char *text = mc->text.buf;
    mc->text.buf = without_raw(&mc->text, lines, carried);
    import_calls(&run->imp, mc);
    free(mc->text.buf);
    mc->text.buf = text;
    for (size_t i = 0; i < mc->n; i++)
        mc->calls[i].site = mc->calls[i].site || hidden[i];
    free(hidden);
}

/* The text with blanks for the raw lines that are carried: all others keep their places. */
static char *without_raw(const struct str *text, const struct import *lines, const bool *carried)
{
    char *copy = mem_dupn(str_text(text), text->len);
    size_t i = 0;
    long number = 0;
    while (i < lines->n_lines && lines->lines[i].macro[0] != '\0')
        i++;
    const char *end = copy + text->len, *line;
    for (const char *at = copy; i < lines->n_lines;) {
        size_t len = next_line(&at, end, &line);
        if (line == NULL)
            break;
        number++;
        if (lines->lines[i].place.line > number)
            continue;
        if (carried[i])
            memset(copy + (line - copy), ' ', len);
        i++;
    }
    return copy;
}

/* They come before the lines that are new. */
static void take_carried(struct import_run *run, struct import *lines, const bool *carried,
                         const bool *inner)
{
    static const char begin[] = "dnl # >>> extra.file: ", stop[] = "dnl # <<< extra.file";
    struct import *imp = &run->imp;
    size_t n = lines->n_lines, more = imp->n_lines;
    struct import_line *all = mem_alloc((n + more + 1) * sizeof(*all));
    const char *at = str_text(&run->mc.text), *end = at + run->mc.text.len, *line;
    size_t count = 0, lines_in = 1;
    bool *inside = NULL;
    for (const char *c = at; c < end; c++)
        lines_in += *c == '\n' ? 1 : 0;
    inside = mem_alloc(lines_in + 1);
    bool in = false;
    for (size_t number = 1; number <= lines_in; number++) {
        size_t len = next_line(&at, end, &line);
        if (line == NULL)
            break;
        in = (in || (len >= strlen(begin) && memcmp(line, begin, strlen(begin)) == 0)) &&
             !(len >= strlen(stop) && memcmp(line, stop, strlen(stop)) == 0);
        inside[number] = in;
    }
    for (size_t i = 0; i < n; i++) {
        struct import_line *l = &lines->lines[i];
        if (!carried[i])
            continue;
        size_t number = l->place.line > 0 ? (size_t)l->place.line : 0;
        bool raw = number <= lines_in && inside[number];
        if (!inner[i] && l->fate != IMPORT_NONE) {
            l->fate = raw ? IMPORT_RAW : IMPORT_SETTING;
            str_set(&l->why, "%s", raw ? "stands in extra.file" : "the profile says it");
        }
        all[count++] = *l;
        *l = (struct import_line){.macro = ""};
    }
    memcpy(all + count, imp->lines, more * sizeof(*all));
    free(imp->lines);
    imp->lines = all;
    imp->n_lines = count + more;
    run->own->n_carried = count;
    imp->cap_lines = n + more + 1;
    free(inside);
}

int own_lines_left(struct context *ctx, struct import_run *run, const char *room,
                   struct own_render *now, struct err *err)
{
    struct import_own *own = run->own;
    bool *was_now = NULL, *in_now = NULL;
    int rc = 0;
    if (!own->known)
        return 0;
    if (!says_the_same(&own_render_mc(&own->was)->data, &own_render_mc(now)->data)) {
        rc = read_render(ctx, run, room, now, err);
        if (rc != 0)
            return rc;
        in_now = mem_alloc(now->lines.n_lines + 1);
        was_now = pair(&own->was.lines, &now->lines, in_now);
    }
    for (size_t i = 0; i < own->was.lines.n_lines; i++) {
        const struct import_line *line = &own->was.lines.lines[i];
        if (line->fate == IMPORT_NONE || own->in_source[i] || (was_now != NULL && !was_now[i]) ||
            is_redefined(run, line))
            continue;
        import_add_left(&run->imp, run->source, place_of(run, i), line->text,
                        "the profile says it, and the line was removed by hand");
    }
    free(was_now);
    free(in_now);
    return 0;
}

/* Another value was edited in, and a raw line, which comes last, says it. */
static bool is_redefined(const struct import_run *run, const struct import_line *line)
{
    const char *name = defined(line);
    size_t len = name != NULL ? strcspn(name, "'") : 0;
    for (size_t i = run->own->n_carried; i < run->imp.n_lines && name != NULL; i++) {
        const struct import_line *other = &run->imp.lines[i];
        const char *again = other->fate == IMPORT_RAW ? defined(other) : NULL;
        if (again != NULL && strcspn(again, "'") == len && strncmp(again, name, len) == 0)
            return true;
    }
    return false;
}

/* The name behind define(` or undefine(`, up to its quote; NULL: the line is another. */
static const char *defined(const struct import_line *line)
{
    bool defines = strcmp(line->macro, "define") == 0 || strcmp(line->macro, "undefine") == 0;
    const char *quote = defines ? strchr(line->text, '`') : NULL;
    return quote != NULL ? quote + 1 : NULL;
}

/* Where the line would stand: behind the one before it. */
static long place_of(const struct import_run *run, size_t at)
{
    const struct import_own *own = run->own;
    const struct import *was = &own->was.lines;
    for (; at > 0; at--) {
        if (!own->in_source[at - 1])
            continue;
        for (size_t i = 0; i < run->imp.n_lines; i++)
            if (is_same(&run->imp.lines[i], &was->lines[at - 1]))
                return run->imp.lines[i].place.line + 1;
    }
    return 1;
}
