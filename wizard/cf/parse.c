/*
 * The parser of sendmail.cf: lines with their continuations, comments as
 * sendmail strips them, and the frame of the file.  What each command holds is
 * parsed in parse_command.c.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "cf/parse.h"
#include "cf/scan.h"

static int check_bytes(const char *text, size_t len, const char *name, struct err *err);
static int check_frame(struct cf_parser *p);
static const char *missing_mailer(const struct cf *cf);
static int parse_all(struct cf_parser *p);
static int read_logical(struct cf_parser *p);
static size_t strip_comment(const char *line, size_t len, bool strip, struct str *out);
static void trim_line(struct str *line);

int cf_parse_error(struct cf_parser *p, const char *at, const char *fmt, ...)
{
    /* `at` points into the stripped line; folds are kept there, so count them. */
    long line = p->line;
    long column = 1;
    for (const char *c = p->logical.buf; c != NULL && c < at; c++) {
        column++;
        if (*c == '\n') {
            line++;
            column = 1;
        }
    }
    va_list ap;
    va_start(ap, fmt);
    struct str text = STR_INIT;
    str_addv(&text, fmt, ap);
    va_end(ap);
    const char *what = p->cf->n == 0 ? "is no sendmail.cf: "
                       : p->cut_end  ? "looks cut off here: "
                                     : "";
    err_set_at(p->err, ERR_INPUT, p->cf->file, line, column, "%s%s", what, str_text(&text));
    str_free(&text);
    return -1;
}

const char *cf_parse_keep(struct cf_parser *p, const char *text, size_t len)
{
    struct cf *cf = p->cf;
    if (len == 0)
        return "";
    MUST(cf->used + len + 1 <= cf->size);
    char *to = cf->arena + cf->used;
    memcpy(to, text, len);
    to[len] = '\0';
    cf->used += len + 1;
    return to;
}

struct cf_entry *cf_parse_add(struct cf_parser *p, enum cf_kind kind)
{
    struct cf *cf = p->cf;
    if (cf->n == cf->cap) {
        cf->cap = cf->cap > 0 ? cf->cap * 2 : 512;
        cf->v = mem_realloc(cf->v, cf->cap, sizeof(*cf->v));
    }
    struct cf_entry *e = &cf->v[cf->n++];
    *e = (struct cf_entry){
        .kind = kind, .line = p->line, .name = "", .value = "", .rhs = "", .note = ""};
    return e;
}

/* Bytes that sendmail misreads without a word, and signs of another kind of file. */
static int check_bytes(const char *text, size_t len, const char *name, struct err *err)
{
    const char *nul = memchr(text, '\0', len);
    const char *cr = memchr(text, '\r', len);
    const char *bad = nul != NULL && (cr == NULL || nul < cr) ? nul : cr;
    if (bad == NULL)
        return 0;
    long line = 1;
    const char *start = text;
    for (const char *c = text; c < bad; c++)
        if (*c == '\n') {
            line++;
            start = c + 1;
        }
    long column = (long)(bad - start) + 1;
    if (bad == nul) {
        err_set_at(err, ERR_INPUT, name, line, column, "%sNUL byte in the file",
                   line == 1 ? "is no sendmail.cf: " : "");
        return err_mend(err, "sendmail would read the line only up to it; take the byte out");
    }
    if (bad + 1 < text + len && bad[1] == '\n') {
        err_set_at(err, ERR_INPUT, name, line, column, "the line ends in CR LF");
        return err_mend(err, "turn the line ends into LF: sed -i 's/\\r$//' FILE");
    }
    err_set_at(err, ERR_INPUT, name, line, column, "carriage return inside a line");
    return err_mend(err, "take the byte out");
}

int cf_parse(const char *text, size_t len, const char *name, struct cf *cf, struct err *err)
{
    struct cf_parser p = {
        .cf = cf, .err = err, .next = text, .end = text + len, .next_line = 1, .logical = STR_INIT};
    int rc = -1;
    *cf = (struct cf){.file = mem_dup(name)};
    if (len == 0) {
        err_set_at(err, ERR_INPUT, name, 0, 0, "is no sendmail.cf: it is empty");
        goto out;
    }
    if (check_bytes(text, len, name, err) != 0)
        goto out;
    /* Every kept string has a byte of text and a NUL: twice the text always suffices. */
    cf->size = len * 2 + 16;
    cf->arena = mem_realloc(NULL, cf->size, 1);
    str_reserve(&p.logical, 4096);
    if (parse_all(&p) != 0 || check_frame(&p) != 0)
        goto out;
    rc = 0;
out:
    str_free(&p.logical);
    if (rc != 0)
        cf_free(cf);
    return rc;
}

static int parse_all(struct cf_parser *p)
{
    for (;;) {
        int got = read_logical(p);
        if (got <= 0)
            return got;
        if (p->logical.len > 0 && cf_parse_command(p) != 0)
            return -1;
    }
}

/*
 * Reads one line with its continuations into p->logical, its comments stripped:
 * empty for a comment or an empty line.  Returns 1, 0 at the end, -1 on error.
 */
static int read_logical(struct cf_parser *p)
{
    str_clear(&p->logical);
    if (p->next == p->end)
        return 0;
    p->line = p->next_line;
    const char *start = p->next;
    if (*start == ' ' || *start == '\t') /* only the first line can: others would continue */
        return cf_parse_error(p, NULL, "the first line begins with a blank");
    bool comment = *start == '#';
    bool empty = *start == '\n';
    size_t total = 0;
    do {
        size_t left = (size_t)(p->end - p->next);
        const char *eol = memchr(p->next, '\n', left);
        size_t len = eol != NULL ? (size_t)(eol - p->next) : left;
        total += len;
        if (total > CF_MAX_LINE) {
            cf_parse_error(p, NULL, "line of more than %d bytes", CF_MAX_LINE);
            return err_mend(p->err, "sendmail takes %d bytes in most commands; break it up",
                            CF_MAX_EXPANDED);
        }
        if (empty && p->next != start) {
            err_set_at(p->err, ERR_INPUT, p->cf->file, p->next_line, 1,
                       "this line begins with a blank and so continues the empty line above");
            return err_mend(p->err, "sendmail refuses it: take out the blanks or the empty line");
        }
        if (!comment && !empty) {
            size_t before = p->logical.len;
            if (p->next != start)
                str_addch(&p->logical, '\n');
            size_t kept = strip_comment(p->next, len, p->cf->level >= 3, &p->logical);
            if (kept == 0) /* nothing but a comment: an empty fold would end the command */
                p->logical.len = before;
        }
        p->next = eol != NULL ? eol + 1 : p->end;
        p->cf->lines = p->next_line++;
        if (eol == NULL)
            p->cut_end = true;
    } while (p->next < p->end && (*p->next == ' ' || *p->next == '\t'));
    trim_line(&p->logical);
    return 1;
}

/*
 * Appends a physical line to out without its comment and the blanks before it.
 * A "#" begins a comment unless it stands after "\" or is a macro's name, as in
 * "$#"; before a V line of level 3 it never does.  Returns how many bytes stay.
 */
static size_t strip_comment(const char *line, size_t len, bool strip, struct str *out)
{
    size_t i = 0;
    size_t keep = len;
    if (strip && memchr(line, '#', len) != NULL) {
        while (i < len) {
            if (line[i] == '$' && i + 1 < len) {
                i++;
                if (line[i] != '$' && i + 1 < len && strchr("=~&?", line[i]) != NULL)
                    i++;
            } else if (line[i] == '\\' && i + 1 < len && line[i + 1] == '#') {
                i++;
            } else if (line[i] == '#') {
                keep = i;
                while (keep > 0 && cf_blank(line[keep - 1]))
                    keep--;
                break;
            }
            i++;
        }
    }
    str_addn(out, line, keep);
    return keep;
}

static void trim_line(struct str *line)
{
    while (line->len > 0 && cf_blank(line->buf[line->len - 1]))
        line->len--;
    if (line->buf != NULL)
        line->buf[line->len] = '\0';
}

/*
 * The mailers of Internet mail come last in a file.  Rules that name one without
 * an M line for it were never generated so: the end is missing.
 */
static const char *missing_mailer(const struct cf *cf)
{
    static const struct {
        const char *name;
        const char *cut;
    } mailers[] = {
        {"esmtp", "rules send mail to the mailer `esmtp', which is not there"},
        {"smtp", "rules send mail to the mailer `smtp', which is not there"},
        {"relay", "rules send mail to the mailer `relay', which is not there"},
    };
    bool named[ARRAY_LEN(mailers)] = {false};
    for (size_t i = 0; i < cf->n; i++) {
        const char *at = cf->v[i].kind == CF_RULE ? strstr(cf->v[i].rhs, "$#") : NULL;
        if (at == NULL)
            continue;
        for (at += 2; cf_blank(*at);)
            at++;
        for (size_t k = 0; k < ARRAY_LEN(mailers); k++) {
            size_t len = strlen(mailers[k].name);
            if (strncasecmp(at, mailers[k].name, len) == 0 && (at[len] == ' ' || at[len] == '$'))
                named[k] = true;
        }
    }
    for (size_t k = 0; k < ARRAY_LEN(mailers); k++)
        if (named[k] && cf_find(cf, CF_MAILER, mailers[k].name) == NULL)
            return mailers[k].cut;
    return NULL;
}

/* What only the whole file shows: another kind of file, or one cut in the middle. */
static int check_frame(struct cf_parser *p)
{
    struct cf *cf = p->cf;
    const struct cf_entry *last = cf->n > 0 ? &cf->v[cf->n - 1] : NULL;
    bool any = false;
    bool rulesets = false;
    bool local = false;
    for (size_t i = 0; i < cf->n; i++) {
        enum cf_kind kind = cf->v[i].kind;
        any = any || kind == CF_OPTION || kind == CF_VERSION || kind == CF_MAILER;
        rulesets = rulesets || kind == CF_RULESET;
        local = local || (kind == CF_MAILER && strcasecmp(cf->v[i].name, "local") == 0);
    }
    if (!any && !rulesets) {
        err_set_at(p->err, ERR_INPUT, cf->file, 0, 0,
                   "is no sendmail.cf: it has no version, option, ruleset or mailer");
        return -1;
    }
    const char *cut = NULL;
    if (p->cut_end)
        cut = "its last line has no end";
    else if (!rulesets)
        cut = "it has no ruleset";
    else if (!local)
        cut = "it has no mailer `local', without which sendmail does not start";
    else if (last != NULL && last->kind == CF_RULESET)
        cut = "it ends in a ruleset without rules";
    else
        cut = missing_mailer(cf);
    if (cut == NULL)
        return 0;
    err_set_at(p->err, ERR_INPUT, cf->file, cf->lines, 0, "looks cut off here: %s", cut);
    return err_mend(p->err, "build or copy the file again");
}
