/* Raw lines of a .mc; see extra.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/extra.h"

#include "sys/file.h"

/* A line alone that begins a part, as in cf/README. */
struct heading {
    const char *name;
    enum extra_place place;
};

struct spot {
    long line;
    size_t column; /* from 0 */
};

/* Where the reading of the file stands. */
struct reader {
    const char *name; /* of the file, for errors */
    struct errs *errs;
    struct extra *extra;
    const struct heading *part;
    bool seen[16];           /* by heading */
    long line;               /* from 1 */
    size_t quotes;           /* of m4, open at the beginning of the line */
    size_t calls;            /* parentheses of the first part, open there */
    struct spot quote, call; /* the outermost that is open */
    long rule_line;          /* of a rule that has had no TAB yet, or 0 */
    const char *last;        /* word of this line, before the one that is read */
    size_t last_len;
};

static void load_error(const struct profile *p, struct err *trouble, struct errs *errs);
static bool check_bytes(struct reader *r, const char *text, size_t len);
static void read_line(struct reader *r, const char *line, size_t len);
static bool read_heading(struct reader *r, const char *line, size_t len);
static void begin_part(struct reader *r, const struct heading *heading);
static void end_part(struct reader *r);
static void end_rule(struct reader *r);
static void check_start(struct reader *r, const char *line, size_t len);
static void check_cf_line(struct reader *r, const char *line, size_t len);
static void scan_m4(struct reader *r, const char *line, size_t len);
static bool scan_word(struct reader *r, const char *line, size_t at, size_t len);
static void open_at(struct reader *r, size_t *depth, struct spot *first, size_t column);
static size_t word_len(const char *line, size_t len);
static bool is_word(const char *text, size_t len, const char *word);
static bool is_blank(const char *line, size_t len);
static struct err *add_error(struct reader *r, long line, size_t column, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The first is the part before any heading. */
static const struct heading headings[] = {
    {"", EXTRA_FIRST},
    {"MAILER_DEFINITIONS", EXTRA_MAILER},
    {"LOCAL_CONFIG", EXTRA_CONFIG},
    {"LOCAL_RULE_0", EXTRA_RULE0},
    {"LOCAL_RULESETS", EXTRA_RULESETS},
    {"LOCAL_RULE_1", EXTRA_TAIL},
    {"LOCAL_RULE_2", EXTRA_TAIL},
    {"LOCAL_RULE_3", EXTRA_TAIL},
    {"LOCAL_NET_CONFIG", EXTRA_TAIL},
    {"LOCAL_SRV_FEATURES", EXTRA_TAIL},
    {"LOCAL_CLT_FEATURES", EXTRA_TAIL},
    {"LOCAL_TRY_TLS", EXTRA_TAIL},
    {"LOCAL_TLS_RCPT", EXTRA_TAIL},
    {"LOCAL_TLS_CLIENT", EXTRA_TAIL},
    {"LOCAL_TLS_SERVER", EXTRA_TAIL},
};

#define PARTS "the headings choose the part"
#define FILES "copy what it reads into this file"
#define QUIET "remove it"

/* Words of m4 that do other than write the .cf.  alone: they act without a parenthesis. */
static const struct {
    const char *name;
    bool alone;
    const char *does, *mend;
} refused[] = {
    {"syscmd", false, "runs a command", "write what it would print"},
    {"esyscmd", false, "runs a command", "write what it would print"},
    {"include", false, "reads a file", FILES},
    {"sinclude", false, "reads a file", FILES},
    {"paste", false, "reads a file", FILES},
    {"spaste", false, "reads a file", FILES},
    {"builtin", false, "calls other words under cover", "call the macro itself"},
    {"indir", false, "calls other words under cover", "call the macro itself"},
    {"maketemp", false, "makes a file", QUIET},
    {"mkstemp", false, "makes a file", QUIET},
    {"debugfile", true, "writes a file", QUIET},
    {"debugmode", true, "changes what m4 prints", QUIET},
    {"dumpdef", true, "prints to the terminal", QUIET},
    {"errprint", false, "prints to the terminal", QUIET},
    {"traceon", true, "prints to the terminal", QUIET},
    {"traceoff", true, "changes what m4 prints", QUIET},
    {"sysval", true, "tells of a command", QUIET},
    {"changequote", true, "changes the quotes of the whole .mc", "write ` and ' for quotes"},
    {"changecom", true, "changes the comments of the whole .mc", "write dnl for comments"},
    {"changeword", false, "changes the words of the whole .mc", QUIET},
    {"divert", true, "leaves the part that its heading begins", PARTS},
    {"undivert", true, "moves other parts of the .mc", PARTS},
    {"PUSHDIVERT", true, "leaves the part that its heading begins", PARTS},
    {"POPDIVERT", true, "leaves the part that its heading begins", PARTS},
    {"m4exit", true, "ends the .mc", QUIET},
    {"m4wrap", false, "writes behind the end of the .mc", "write the lines under a heading"},
};

int extra_load(const struct profile *p, struct extra *extra, struct errs *errs)
{
    const char *file = profile_text(p, "extra.file");
    size_t before = errs->n;
    if (file[0] == '\0')
        return 0;
    char *path = profile_beside(p, file);
    struct str text = STR_INIT;
    struct err trouble = {0};
    if (file_read_trusted(path, EXTRA_MAX, &text, &trouble) != 0)
        load_error(p, &trouble, errs);
    else
        extra_parse(str_text(&text), text.len, path, extra, errs);
    err_clear(&trouble);
    str_free(&text);
    free(path);
    return errs->n > before ? -1 : 0;
}

/* That a file cannot be read is told where the profile names it. */
static void load_error(const struct profile *p, struct err *trouble, struct errs *errs)
{
    struct err *e = profile_error(p, errs, "extra.file", "%s: %s", trouble->file, trouble->text);
    if (trouble->mend != NULL)
        err_mend(e, "%s", trouble->mend);
    else
        err_mend(e, "a relative name is looked for beside the profile");
}

int extra_parse(const char *text, size_t len, const char *name, struct extra *extra,
                struct errs *errs)
{
    struct reader r = {.name = name, .errs = errs, .extra = extra, .part = &headings[0]};
    size_t before = errs->n;
    const char *end = text + len;
    if (!check_bytes(&r, text, len))
        return -1;
    str_addn(&extra->all, text, len);
    str_set(&extra->name, "%s", name);
    for (const char *at = text; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t line_len = (size_t)((stop != NULL ? stop : end) - at);
        r.line++;
        read_line(&r, at, line_len);
        at += line_len + 1;
    }
    r.line++;
    end_part(&r);
    return errs->n > before ? -1 : 0;
}

void extra_dump(const struct extra *extra, struct str *out)
{
    for (enum extra_place i = 0; i < EXTRA_PLACES; i++) {
        const struct heading *h = headings;
        while (h->place != i)
            h++;
        /* A tail has its headings. */
        if (i != EXTRA_FIRST && i != EXTRA_TAIL && extra->parts[i].len > 0)
            str_addf(out, "%s\n", h->name);
        str_addn(out, str_text(&extra->parts[i]), extra->parts[i].len);
    }
}

void extra_free(struct extra *extra)
{
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        str_free(&extra->parts[i]);
    str_free(&extra->all);
    free(extra->name);
    *extra = (struct extra){0};
}

void extra_blame(const struct extra *extra, const char *text, size_t len, struct err *err)
{
    const char *at = str_text(&extra->all), *end = at + extra->all.len;
    for (long line = 1; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop != NULL ? stop : end) - at);
        if (n == len && n > 0 && memcmp(at, text, n) == 0) {
            str_set(&err->file, "%s", extra->name);
            str_set(&err->setting, "extra.file");
            err->line = line;
            err->column = 0;
            return;
        }
        at += n + 1;
    }
}

/* Only lines of printable ASCII: what else is there, no editor shows. */
static bool check_bytes(struct reader *r, const char *text, size_t len)
{
    size_t start = 0;
    r->line = 1;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n') {
            r->line++;
            start = i + 1;
        } else if ((c < ' ' && c != '\t') || c > '~') {
            struct err *e = add_error(r, r->line, i - start, "byte 0x%02x", (unsigned)c);
            err_mend(e, c == '\r' ? "write it with Unix line ends"
                        : c > '~' ? "only ASCII can stand in a .mc"
                                  : "remove the control character");
            return false;
        }
    }
    r->line = 0;
    return true;
}

static void read_line(struct reader *r, const char *line, size_t len)
{
    static const char begin[] = "dnl # >>> extra.file", end[] = "dnl # <<< extra.file";
    if (read_heading(r, line, len))
        return;
    if (len >= strlen(begin) &&
        (memcmp(line, begin, strlen(begin)) == 0 || memcmp(line, end, strlen(end)) == 0))
        err_mend(add_error(r, r->line, 0, "is a mark that the .mc has around these lines"),
                 "remove the line");
    if (r->quotes == 0 && r->calls == 0)
        (r->part->place == EXTRA_FIRST ? check_start : check_cf_line)(r, line, len);
    scan_m4(r, line, len);
    struct str *to = &r->extra->parts[r->part->place];
    str_addn(to, line, len);
    str_addch(to, '\n');
}

/* A word alone on its line that is a heading, or looks like one. */
static bool read_heading(struct reader *r, const char *line, size_t len)
{
    size_t word = word_len(line, len);
    const char *names[ARRAY_LEN(headings)];
    if (word < 2 || !is_blank(line + word, len - word))
        return false;
    for (size_t i = 0; i < word; i++)
        if (islower((unsigned char)line[i]))
            return false;
    char *name = mem_dupn(line, word);
    const struct heading *found = NULL, *meant = NULL;
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        names[i] = headings[i].name;
        if (strcmp(name, names[i]) == 0)
            found = &headings[i];
    }
    const char *near = str_nearest(name, names, ARRAY_LEN(names));
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (near == names[i])
            meant = &headings[i];
    bool like = near != NULL || strncmp(name, "LOCAL_", 6) == 0;
    if (found == NULL && like)
        err_mend(add_error(r, r->line, 0, "%s is no heading", name),
                 near != NULL ? "did you mean \"%s\"?"
                              : "one of MAILER_DEFINITIONS, LOCAL_CONFIG, LOCAL_RULE_0, "
                                "LOCAL_RULESETS%s",
                 near != NULL ? near : "");
    if (found != NULL || meant != NULL)
        begin_part(r, found != NULL ? found : meant);
    free(name);
    return found != NULL || like;
}

static void begin_part(struct reader *r, const struct heading *heading)
{
    end_part(r);
    bool *seen = &r->seen[heading - headings];
    if (*seen)
        err_mend(add_error(r, r->line, 0, "%s stands there for the second time", heading->name),
                 "put its lines together");
    *seen = true;
    r->part = heading;
    if (heading->place == EXTRA_TAIL)
        str_addf(&r->extra->parts[EXTRA_TAIL], "%s\n", heading->name);
}

/* Whatever is open at the end of a part would swallow what follows it in the .mc. */
static void end_part(struct reader *r)
{
    end_rule(r);
    if (r->quotes > 0)
        err_mend(
            add_error(r, r->quote.line, r->quote.column, "a quote (`) has no end (') in its part"),
            "in a .mc each ` needs its ', in comments, too");
    else if (r->calls > 0)
        err_mend(
            add_error(r, r->call.line, r->call.column, "a parenthesis is not closed in its part"),
            "write the )");
    r->quotes = r->calls = 0;
}

static void end_rule(struct reader *r)
{
    if (r->rule_line > 0)
        err_mend(add_error(r, r->rule_line, 0, "a rule without a TAB between its sides"),
                 "sendmail takes no blanks for it; some editors write blanks for a TAB");
    r->rule_line = 0;
}

/* Before any heading: calls of macros, comments, nothing else. */
static void check_start(struct reader *r, const char *line, size_t len)
{
    size_t word = word_len(line, len);
    bool comment = len > 0 && line[0] == '#';
    bool call = word > 0 && word < len && line[word] == '(';
    if (call || comment || is_blank(line, len) || is_word(line, word, "dnl"))
        return;
    err_mend(add_error(r, r->line, 0, "is neither the call of a macro nor a comment"),
             "lines of sendmail.cf come after a heading such as LOCAL_CONFIG or LOCAL_RULESETS");
}

/* After a heading: lines of sendmail.cf, calls of macros and comments. */
static void check_cf_line(struct reader *r, const char *line, size_t len)
{
    size_t word = word_len(line, len);
    bool call = word > 1 && word < len && line[word] == '(';
    bool comment = is_word(line, word, "dnl");
    if (len == 0 || line[0] == ' ' || line[0] == '\t') {
        /* A line that begins with a blank goes on with the one before it. */
        if (len > 0 && memchr(line, '\t', len) != NULL)
            r->rule_line = 0;
        return;
    }
    end_rule(r);
    if (call || comment)
        return;
    if (strchr("RSODCFMHKPTVEQX#", line[0]) == NULL)
        err_mend(add_error(r, r->line, 0, "is no line of sendmail.cf"),
                 "each begins with one of R S O D C F M H K P T V E Q X, a blank or #; "
                 "definitions of the .mc come before the first heading");
    if (line[0] == 'R' && memchr(line, '\t', len) == NULL)
        r->rule_line = r->line;
}

/* Quotes, parentheses and words, as m4 sees them: # begins no comment in a .mc, dnl does. */
static void scan_m4(struct reader *r, const char *line, size_t len)
{
    r->last = NULL;
    for (size_t i = 0; i < len; i++) {
        size_t word = word_len(line + i, len - i);
        if (word > 0) {
            if (!scan_word(r, line, i, len))
                return;
            i += word - 1;
            continue;
        }
        if (line[i] == '`') {
            open_at(r, &r->quotes, &r->quote, i);
        } else if (line[i] == '\'' && r->quotes > 0) {
            r->quotes--;
        } else if (line[i] == '\'') {
            err_mend(add_error(r, r->line, i, "an end of quotes (') without its beginning (`)"),
                     "in a .mc each ` needs its ', in comments, too");
        } else if (r->part->place == EXTRA_FIRST && r->quotes == 0 && line[i] == '(') {
            open_at(r, &r->calls, &r->call, i);
        } else if (r->part->place == EXTRA_FIRST && r->quotes == 0 && line[i] == ')') {
            if (r->calls == 0)
                add_error(r, r->line, i, "a parenthesis is closed that was not opened");
            r->calls -= r->calls > 0 ? 1 : 0;
        }
    }
}

/* Returns false where the rest of the line is a comment. */
static bool scan_word(struct reader *r, const char *line, size_t at, size_t len)
{
    const char *word = line + at;
    size_t n = word_len(word, len - at);
    bool called = at + n < len && line[at + n] == '(';
    /* After define and its like, dnl is a name: without it comments would be read. */
    bool named = r->last != NULL && (is_word(r->last, r->last_len, "define") ||
                                     is_word(r->last, r->last_len, "undefine") ||
                                     is_word(r->last, r->last_len, "pushdef"));
    r->last = word;
    r->last_len = n;
    if (is_word(word, n, "dnl")) {
        if (named)
            err_mend(add_error(r, r->line, at, "dnl must stay what it is"), "remove the line");
        return r->quotes > 0 || named;
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        if (!is_word(word, n, refused[i].name) || !(refused[i].alone || called || r->quotes > 0))
            continue;
        struct err *e = add_error(r, r->line, at, "%s is a word of m4 that %s", refused[i].name,
                                  refused[i].does);
        err_mend(e, "%s", refused[i].mend);
        break;
    }
    return true;
}

static void open_at(struct reader *r, size_t *depth, struct spot *first, size_t column)
{
    if (*depth == 0)
        *first = (struct spot){r->line, column};
    ++*depth;
}

/* Bytes of the name at line, as m4 reads one; 0 if there is none. */
static size_t word_len(const char *line, size_t len)
{
    size_t n = 0;
    while (n < len && (line[n] == '_' || isalpha((unsigned char)line[n]) ||
                       (n > 0 && isdigit((unsigned char)line[n]))))
        n++;
    return n;
}

static bool is_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && strncmp(text, word, len) == 0;
}

static bool is_blank(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return false;
    return true;
}

/* At a line and a column from 0. */
static struct err *add_error(struct reader *r, long line, size_t column, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    struct err *e =
        errs_add(r->errs, ERR_INPUT, r->name, line, (long)column + 1, "%s", str_text(&text));
    str_set(&e->setting, "extra.file");
    str_free(&text);
    return e;
}
