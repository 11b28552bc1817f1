/* A .mc read as m4 reads it; see mc_scan.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_scan.h"

/* What reading the arguments of a call has come to. */
struct reading {
    bool flat;         /* no argument can hold lines that call macros */
    size_t first_line; /* offset of the end of the first line, 0 while on it */
    bool quoted;       /* at that end, or where all ends, a quote was open ... */
    size_t quote;      /* ... that began here */
    size_t quotes, depth;
    size_t stray;   /* an end of quotes too many, or 0 */
    size_t slanted; /* a backquote that seems to close, or 0 */
    bool fresh;     /* only blanks of the argument were read yet */
};

/*
 * How many times the text may be read in vain, or searched for one name: open quotes alone, or
 * words alone, must not take its square.
 */
enum { VAIN_MAX = 20, OWN_MAX = 200 };

static void read_word(struct mc_scan *s, size_t len);
static void read_call(struct mc_scan *s, const struct mc_word *word, size_t open);
static bool read_arguments(struct mc_scan *s, struct mc_scan_call *call, struct reading *r);
static bool includes_macros(const struct mc_scan *s);
static void next_argument(struct mc_scan_call *call, struct reading *r, size_t at);
static void broken(struct mc_scan *s, const struct mc_scan_call *call, const struct reading *r);
static bool is_argument_end(const struct mc_scan *s, size_t at);
static void done(struct mc_scan *s, struct mc_scan_call *call);
static void judge_arguments(struct mc_scan *s, const struct mc_scan_call *call,
                            const struct reading *r);
static void judge_behind(struct mc_scan *s, const struct mc_scan_call *call);
static void judge_unknown(struct mc_scan *s, size_t len);
static bool is_own(struct mc_scan *s, const char *name);
static bool tell_dnl(struct mc_scan *s, size_t at);
static void read_quote(struct mc_scan *s);
static void read_rule(struct mc_scan *s);
static bool is_hash(struct mc_scan *s, size_t at);
static bool is_call_line(const struct mc_scan *s, size_t at);
static bool is_flat(const struct mc_scan *s, const struct mc_scan_call *call);
static bool is_dnl(const struct mc_scan *s, size_t at, size_t len);
static bool is_letter(char c);
static void tell_comma(struct mc_scan *s, const struct mc_scan_call *call);
static bool has_marked(const char *text, size_t at, size_t to);

void mc_read(struct mc_scan *s)
{
    s->comments = includes_macros(s);
    while (s->at < s->len && s->vain <= VAIN_MAX * s->len) {
        char c = s->text[s->at];
        size_t len = mc_scan_word(s, s->at);
        if (s->raw && !s->nowhere && c == 'R' && mc_scan_begin(s, s->at) == s->at)
            read_rule(s);
        if (c == '#' && s->comments)
            s->at = mc_scan_end(s, s->at);
        else if (c == '`')
            read_quote(s);
        else if (len > 0)
            read_word(s, len);
        else
            s->at++;
    }
    if (s->doubtful > 0 && !s->lost) {
        size_t at = s->doubtful - 1;
        s->lost = true;
        mc_scan_mend(mc_scan_fault(s, "quote", true, at,
                                   "the quotes or parentheses that open here have no end"),
                     "end them with ') where the part ends; each ` wants one '");
    }
}

static void read_word(struct mc_scan *s, size_t len)
{
    size_t at = s->at, behind = at + len, blanks = mc_scan_blanks(s, behind);
    if (is_dnl(s, at, len)) {
        s->at = mc_scan_end(s, at);
        return;
    }
    const struct mc_word *word = mc_word_find(s->text + at, len);
    s->at = behind;
    if (s->comments && word != NULL && isupper((unsigned char)*word->name))
        return; /* m4 has not read the macros yet */
    if (word == NULL) {
        s->at = at;
        judge_unknown(s, len);
        s->at = behind;
    } else if (word->kind == MC_WORD_HEADING) {
        s->raw = true;
    } else if (s->text[behind] == '(') {
        read_call(s, word, behind);
    } else if (s->text[blanks] == '(' && word->kind <= MC_WORD_EATS && !s->nowhere &&
               mc_scan_first(s, at) == at) {
        struct mc_fault *f =
            mc_scan_fault(s, "blank", true, behind,
                          "a blank stands between %s and its parenthesis: m4 then gives it no "
                          "arguments, and the parenthesis goes into sendmail.cf",
                          word->name);
        mc_scan_mend(f, "write %s( without the blank", word->name);
        mc_scan_instead(s, f, behind, blanks, "");
        s->at = behind;
        read_call(s, word, blanks);
    }
}

static void read_call(struct mc_scan *s, const struct mc_word *word, size_t open)
{
    struct mc_scan_call call = {.word = word, .at = s->at - strlen(word->name), .open = open};
    struct reading r = {.flat = is_flat(s, &call)};
    if (read_arguments(s, &call, &r)) {
        judge_arguments(s, &call, &r);
        done(s, &call);
        s->at = call.end;
        judge_behind(s, &s->calls[s->n - 1]);
    } else {
        broken(s, &call, &r);
        s->at = mc_scan_end(s, open);
    }
}

/* Up to the parenthesis that closes; not over the next call, if this one cannot hold calls. */
static bool read_arguments(struct mc_scan *s, struct mc_scan_call *call, struct reading *r)
{
    size_t i = call->open + 1;
    next_argument(call, r, i);
    for (r->depth = 1; i < s->len; i++) {
        char c = s->text[i];
        size_t len = r->quotes == 0 ? mc_scan_word(s, i) : 0;
        if (r->fresh && strchr(" \t\r\n", c) == NULL) {
            if (call->n_args <= ARRAY_LEN(call->args))
                call->args[call->n_args - 1].from = i;
            r->fresh = false;
        }
        if (c == '\n') {
            if (r->first_line == 0) {
                r->first_line = i;
                r->quoted = r->quotes > 0;
            }
            if (r->flat && is_call_line(s, i + 1))
                break;
        } else if (c == '`') {
            r->quote = r->quotes == 0 ? i : r->quote;
            char next = s->text[mc_scan_blanks(s, i + 1)];
            if (r->quotes > 0 && r->slanted == 0 && (next == ',' || next == ')'))
                r->slanted = i;
            r->quotes++;
        } else if (c == '\'') {
            if (r->quotes == 0 && r->stray == 0)
                r->stray = i;
            r->quotes -= r->quotes > 0;
        } else if (r->quotes > 0) {
            continue;
        } else if (c == '(') {
            r->depth++;
        } else if (c == ')' && --r->depth == 0) {
            next_argument(call, r, i);
            call->n_args--;
            call->end = i + 1;
            return true;
        } else if (c == ',' && r->depth == 1) {
            next_argument(call, r, i);
        } else if ((c == '#' && s->comments) || is_dnl(s, i, len)) {
            r->fresh =
                call->n_args <= ARRAY_LEN(call->args) && call->args[call->n_args - 1].from == i;
            i = mc_scan_end(s, i) - 1;
        } else if (len > 0) {
            i += len - 1;
        }
    }
    if (r->first_line == 0)
        r->quoted = r->quotes > 0;
    s->vain += i - call->open;
    return false;
}

/* Ends the argument before, if there is one. */
static void next_argument(struct mc_scan_call *call, struct reading *r, size_t at)
{
    if (call->n_args > 0 && call->n_args <= ARRAY_LEN(call->args)) {
        struct mc_arg *arg = &call->args[call->n_args - 1];
        arg->from = r->fresh ? at : arg->from;
        arg->to = at;
    }
    call->n_args++;
    r->fresh = true;
}

/* A call without an end: the fault is on its first line, whatever m4 says of the last. */
static void broken(struct mc_scan *s, const struct mc_scan_call *call, const struct reading *r)
{
    size_t begin = mc_scan_begin(s, call->at), end = mc_scan_end(s, call->at);
    size_t at = r->quoted ? r->quote : call->open;
    size_t curly = call->open;
    while (curly < end && mc_mend_curly(s->text + curly) == 0)
        curly++;
    if (!r->flat && !(r->quoted && curly < end && is_argument_end(s, curly))) {
        s->doubtful = s->doubtful > 0 ? s->doubtful : call->at + 1;
        return;
    }
    s->lost = true;
    struct mc_fault *f;
    if (r->quoted && curly < end) {
        f = mc_scan_fault(s, "curly", true, curly,
                          "a typographic quote is none for m4: the quote that opens before it "
                          "never ends");
        mc_scan_mend(f, "write `text', from a backquote to an apostrophe");
    } else if (r->quoted && r->slanted > 0 && r->slanted < end) {
        f = mc_scan_fault(s, "quote", true, r->slanted,
                          "a backquote opens a second quote here instead of closing the first, "
                          "and the following lines are taken for a part of it");
        mc_scan_mend(f, "write `text', from a backquote to an apostrophe");
    } else if (r->quoted) {
        f = mc_scan_fault(s, "quote", true, at >= end ? call->open : at,
                          "the quote that opens here does not end in its call: the following "
                          "lines are taken for a part of it");
        mc_scan_mend(f, "end it with an apostrophe: `text'");
    } else {
        f = mc_scan_fault(s, "paren", true, call->open,
                          "the parenthesis of %s does not end: the following lines are taken for "
                          "its arguments",
                          call->word->name);
        mc_scan_mend(f, "end the call with )");
    }
    if (f != NULL)
        f->instead = mc_mend_line(s->text + begin, end - begin, call->open + 1 - begin);
}

/* Whether an argument can end behind the quote that stands there. */
static bool is_argument_end(const struct mc_scan *s, size_t at)
{
    char next = s->text[mc_scan_blanks(s, at + mc_mend_curly(s->text + at))];
    return next == ',' || next == ')';
}

/* Takes the call into the list, and does what it does to the rest of the text. */
static void done(struct mc_scan *s, struct mc_scan_call *call)
{
    struct str first = STR_INIT;
    for (size_t i = call->args[0].from; i < call->args[0].to; i++)
        if (s->text[i] != '`' && s->text[i] != '\'' && s->text[i] != '\r')
            str_addch(&first, s->text[i]);
    while (first.len > 0 && strchr(" \t\n", first.buf[first.len - 1]) != NULL)
        first.buf[--first.len] = '\0';
    call->first = mem_dup(str_text(&first));
    str_free(&first);
    const char *name = call->word->name;
    if (strcmp(name, "divert") == 0) {
        s->nowhere = call->first[0] == '-';
        s->raw = false;
    } else if (s->comments && (call->word->kind == MC_WORD_CONTROL || strstr(name, "include")) &&
               memmem(s->text + call->at, call->end - call->at, "cf.m4", 5) != NULL) {
        s->comments = s->nowhere = false; /* it has changecom(), and ends with divert(0) */
    }
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 64;
        s->calls = mem_realloc(s->calls, s->cap, sizeof(*s->calls));
    }
    s->calls[s->n++] = *call;
    if (call->word->kind <= MC_WORD_EATS && !s->comments && is_hash(s, call->at)) {
        size_t begin = mc_scan_begin(s, call->at);
        struct mc_fault *f = mc_scan_fault(s, "comment", true, begin,
                                           "# is no comment in a .mc: %s behind it is done "
                                           "all the same",
                                           name);
        mc_scan_mend(f, "write dnl in front of the line");
        mc_scan_instead(s, f, begin, begin, "dnl ");
    }
}

static void judge_arguments(struct mc_scan *s, const struct mc_scan_call *call,
                            const struct reading *r)
{
    size_t begin = mc_scan_begin(s, call->at), end = mc_scan_end(s, call->at);
    size_t at = 0, n = call->n_args < ARRAY_LEN(call->args) ? call->n_args : ARRAY_LEN(call->args);
    const char *id = "quote", *text = NULL;
    if (call->word->kind > MC_WORD_EATS)
        return;
    for (size_t i = 0; i < n && text == NULL; i++) {
        const char *arg = s->text + call->args[i].from;
        at = call->args[i].from;
        if (mc_mend_curly(arg) > 0 && call->args[i].to > at) {
            id = "curly";
            text = "a typographic quote is none for m4: it becomes a part of what is meant";
        } else if (*arg == '\'') {
            text = "an apostrophe opens no quote: it becomes a part of what is meant";
        } else if (*arg == '"' && (i == 0 || strcmp(call->word->name, "FEATURE") != 0) &&
                   !has_marked(s->text, call->args[0].from, call->args[0].to)) {
            text = "\" is no quote for m4: it becomes a part of what is meant";
        }
    }
    if (text == NULL && r->slanted > 0 && r->flat) {
        at = r->slanted;
        text = "a backquote opens a second quote here instead of closing the first";
    } else if (text == NULL && r->stray > 0 && s->text[call->args[0].from] == '`') {
        at = r->stray;
        text = "an end of quotes (') without its beginning (`): it becomes a part of what is meant";
    }
    if (text != NULL) {
        struct mc_fault *f = mc_scan_fault(s, id, true, at, "%s", text);
        mc_scan_mend(f, "write `text', from a backquote to an apostrophe");
        if (f != NULL)
            f->instead = mc_mend_line(s->text + begin, end - begin, call->open + 1 - begin);
    }
    if (text == NULL && call->word->most > 0 && call->n_args > (size_t)call->word->most)
        tell_comma(s, call);
}

/* The mended line, if nothing of the value has quotes. */
static void tell_comma(struct mc_scan *s, const struct mc_scan_call *call)
{
    size_t from = call->args[call->word->most - 1].from, to = call->end - 1;
    struct mc_fault *f =
        mc_scan_fault(s, "comma", true, call->open,
                      "%s takes %d argument%s: what stands behind the next comma "
                      "is left out",
                      call->word->name, call->word->most, call->word->most > 1 ? "s" : "");
    mc_scan_mend(f, "put the whole of a value with commas between ` and '");
    if (f == NULL || to > mc_scan_end(s, from))
        return;
    struct str value = STR_INIT;
    str_addch(&value, '`');
    str_addn(&value, s->text + from, to - from);
    if (strpbrk(value.buf + 1, "`'\"(#") == NULL) {
        str_addch(&value, '\'');
        mc_scan_instead(s, f, from, to, value.buf);
    }
    str_free(&value);
}

/* A text for people may want its double quotes in sendmail.cf. */
static bool has_marked(const char *text, size_t at, size_t to)
{
    char *name = mem_dupn(text + at, to - at);
    bool marked = strstr(name, "_MSG") != NULL || strstr(name, "_HEADER") != NULL;
    free(name);
    return marked;
}

static void judge_behind(struct mc_scan *s, const struct mc_scan_call *call)
{
    size_t at = call->end, rest = mc_scan_blanks(s, at), end = mc_scan_end(s, at);
    size_t len = mc_scan_word(s, rest);
    const char *name = call->word->name;
    if (call->word->kind > MC_WORD_EATS || s->nowhere || is_hash(s, call->at))
        return;
    if (s->text[rest] == ')') {
        struct mc_fault *f = mc_scan_fault(s, "paren", true, rest,
                                           "a parenthesis too many: it goes into sendmail.cf");
        mc_scan_mend(f, "delete it");
        mc_scan_instead(s, f, rest, rest + 1, "");
        return;
    }
    if (is_dnl(s, rest, len)) {
        s->with++;
    } else if (call->word->kind == MC_WORD_EATS) {
        while (rest < end && !is_call_line(s, rest))
            rest += mc_scan_word(s, rest) > 0 ? mc_scan_word(s, rest) : 1;
        if (rest < end)
            mc_scan_mend(mc_scan_fault(s, "dnl", true, rest,
                                       "%s leaves out the rest of its line, so that this is "
                                       "never read",
                                       name),
                         "write it on a line of its own");
        s->at = end;
    } else if (rest == end) {
        s->first_without = s->without++ == 0 ? call->at : s->first_without;
    } else if (!tell_dnl(s, rest) && mc_word_find(s->text + rest, len) == NULL &&
               strchr("`#'", s->text[rest]) == NULL) {
        mc_scan_mend(mc_scan_fault(s, "dnl", true, rest,
                                   "what stands behind %s(...) goes into sendmail.cf", name),
                     "write dnl in front of it");
    } else if (s->text[rest] == '#') {
        /* Behind a blank it goes on from an empty line, and then # begins no comment there. */
        struct mc_fault *f = mc_scan_fault(s, "dnl", rest > at, rest,
                                           "the comment goes into sendmail.cf: dnl is missing "
                                           "in front of it");
        mc_scan_mend(f, "write dnl in front of it");
        mc_scan_instead(s, f, at, rest, "dnl ");
    }
}

/* A word that m4 does not know, where a macro could begin. */
static void judge_unknown(struct mc_scan *s, size_t len)
{
    size_t at = s->at, begin = mc_scan_begin(s, at), rest = mc_scan_blanks(s, at + len);
    if (s->nowhere || s->comments || len > 60 || s->out->n == MC_FAULTS_MAX ||
        mc_scan_first(s, at) != at)
        return;
    if (tell_dnl(s, at))
        return;
    char *name = mem_dupn(s->text + at, len);
    const struct mc_word *near = NULL;
    if (s->text[rest] == '(')
        near = mc_word_near(name);
    else if (begin == at && rest == mc_scan_end(s, at) && strchr(name, '_') != NULL && *name != 'S')
        near = mc_heading_near(name);
    bool heading = near != NULL && near->kind == MC_WORD_HEADING;
    if (near != NULL) {
        struct mc_fault *f = mc_scan_fault(s, heading ? "heading" : "word", true, at,
                                           "m4 knows no %s: the line goes into sendmail.cf as it "
                                           "stands",
                                           name);
        mc_scan_mend(f, "write %s, if that is what is meant", near->name);
        mc_scan_instead(s, f, at, at + len, near->name);
        s->raw = s->raw || heading;
    } else if (begin == at && mc_prose_is(s->text + at) && !is_own(s, name)) {
        struct mc_fault *f = mc_scan_fault(s, "dnl", true, at,
                                           "this text goes into sendmail.cf: dnl is missing in "
                                           "front of it");
        mc_scan_mend(f, "write dnl in front of the line");
        mc_scan_instead(s, f, at, at, "dnl ");
    }
    free(name);
}

/* Whether the site has made a macro of that name; with too many to look for, it is taken for one.
 */
static bool is_own(struct mc_scan *s, const char *name)
{
    struct str quoted = STR_INIT;
    str_addf(&quoted, "`%s'", name);
    bool own = s->looked++ >= OWN_MAX || memmem(s->text, s->len, quoted.buf, quoted.len) != NULL;
    str_free(&quoted);
    return own;
}

/* dnl misspelt, or glued to what follows. */
static bool tell_dnl(struct mc_scan *s, size_t at)
{
    static const char *const slips[] = {"dn1",  "dln",  "ndl",  "nld", "dnI", "DNL", "Dnl",
                                        "dnll", "dnnl", "ddnl", "dml", "dbl", "dn",  "dnk"};
    size_t len = mc_scan_word(s, at);
    bool slip = false, behind = at > 0 && s->text[at - 1] == ')';
    for (size_t i = 0; i < ARRAY_LEN(slips); i++)
        slip = slip || (strlen(slips[i]) == len && memcmp(slips[i], s->text + at, len) == 0);
    bool glued = !slip && len > 3 && memcmp(s->text + at, "dnl", 3) == 0 &&
                 (behind || isupper((unsigned char)s->text[at + 3]) ||
                  mc_word_find(s->text + at + 3, len - 3) != NULL);
    if (slip) {
        struct mc_fault *f =
            mc_scan_fault(s, "dnl", true, at, "%.*s is not dnl: it goes into sendmail.cf", (int)len,
                          s->text + at);
        mc_scan_mend(f, "write dnl");
        mc_scan_instead(s, f, at, at + len, "dnl");
    } else if (glued) {
        struct mc_fault *f = mc_scan_fault(
            s, "dnl", true, at,
            "dnl is glued to what follows, so that m4 sees another word, and it goes into "
            "sendmail.cf");
        mc_scan_mend(f, "put a blank behind dnl; or a new line, if what follows is to be read");
        if (!behind)
            mc_scan_instead(s, f, at + 3, at + 3, " ");
    }
    return slip || glued;
}

/* A quote outside any call: prose, a comment, or something in the rules. */
static void read_quote(struct mc_scan *s)
{
    size_t from = s->at, i = from, quotes = 0, end = mc_scan_end(s, from);
    bool call = false;
    for (; i < s->len; i++) {
        if (s->text[i] == '`')
            quotes++;
        else if (s->text[i] == '\'' && --quotes == 0)
            break;
        call = call || (s->text[i] == '\n' && is_call_line(s, i + 1));
    }
    s->at = i < s->len ? i + 1 : i;
    if (i < end || (i < s->len && !call && !is_hash(s, from)))
        return;
    s->vain += i - from;
    s->at = end;
    if (s->doubtful > 0 && !is_hash(s, from))
        return;
    s->lost = true;
    struct mc_fault *f;
    size_t begin = mc_scan_begin(s, from);
    if (is_hash(s, from)) {
        f = mc_scan_fault(s, "comment", true, from,
                          "# is no comment in a .mc: this backquote opens a quote, and the "
                          "following lines are taken for a part of it");
        mc_scan_mend(f, "write dnl in front of the line, or an apostrophe for the backquote");
        mc_scan_instead(s, f, begin, begin, "dnl ");
    } else {
        f = mc_scan_fault(s, "quote", true, from,
                          "the quote that opens here does not end on its line: the following "
                          "lines are taken for a part of it");
        mc_scan_mend(f, "end it with an apostrophe, or delete the backquote");
    }
}

/* With the lines that go on: one TAB at least must part the sides. */
static void read_rule(struct mc_scan *s)
{
    size_t at = s->at, end = mc_scan_end(s, at), to = end;
    for (;; to = mc_scan_end(s, to)) {
        to += s->text[to] == '\r';
        if (s->text[to] != '\n' || (s->text[to + 1] != ' ' && s->text[to + 1] != '\t'))
            break;
        to++;
    }
    size_t run = at, mark = at;
    if (memchr(s->text + at, '\t', to - at) != NULL || end - at < 2)
        return;
    while (run < end && (s->text[run] != ' ' || s->text[run + 1] != ' '))
        run++;
    while (mark < end && (s->text[mark] != ' ' || s->text[mark + 1] != '$' ||
                          strchr(":#@", s->text[mark + 2]) == NULL))
        mark++;
    size_t rest = mc_scan_blanks(s, run < end ? run : mark);
    struct mc_fault *f = mc_scan_fault(s, "spaces", true,
                                       run < end    ? run
                                       : mark < end ? mark
                                                    : at,
                                       "no TAB parts the two sides of this rule: sendmail refuses "
                                       "the line");
    mc_scan_mend(f, "part them by a TAB; blanks do not count");
    if (run < end && rest < end && (mark >= end || mark + 1 == rest))
        mc_scan_instead(s, f, run, rest, "\t");
    else if (run >= end && mark < end && s->text[mark + 2] != '@')
        mc_scan_instead(s, f, mark, mark + 1, "\t");
}

static bool is_hash(struct mc_scan *s, size_t at)
{
    return s->text[mc_scan_first(s, at)] == '#';
}

/* Whether a macro that is a line of its own is called right there, or a heading stands there. */
static bool is_call_line(const struct mc_scan *s, size_t at)
{
    size_t len = mc_scan_word(s, at);
    const struct mc_word *word = len > 0 ? mc_word_find(s->text + at, len) : NULL;
    if (word == NULL || (word->kind == MC_WORD_HEADING && mc_scan_end(s, at) > at + len))
        return false;
    return word->kind == MC_WORD_HEADING || s->text[at + len] == '(';
}

/* Whether no argument can be a line that calls something; a site's own define may have those. */
static bool is_flat(const struct mc_scan *s, const struct mc_scan_call *call)
{
    if (strcmp(call->word->name, "define") != 0)
        return call->word->kind <= MC_WORD_EATS;
    size_t at = call->open + 1;
    while (s->text[at] != '\0' && s->text[at] != '\n' && !is_letter(s->text[at]) &&
           s->text[at] != ',')
        at++;
    size_t len = mc_scan_word(s, at);
    const char *name = s->text + at;
    return (len > 4 && strncmp(name, "conf", 4) == 0 && isupper((unsigned char)name[4])) ||
           mc_name_is_plain(name, len);
}

static bool is_dnl(const struct mc_scan *s, size_t at, size_t len)
{
    return len == 3 && memcmp(s->text + at, "dnl", 3) == 0;
}

/* Whether a line of it, and no comment, includes m4/cf.m4: until then # begins a comment. */
static bool includes_macros(const struct mc_scan *s)
{
    for (const char *at = strstr(s->text, "cf.m4"); at != NULL; at = strstr(at + 5, "cf.m4")) {
        const char *line = s->text + mc_scan_begin(s, (size_t)(at - s->text));
        const char *include = memmem(line, (size_t)(at - line), "include", 7);
        line += strspn(line, " \t");
        if (include != NULL && *line != '#' && strncmp(line, "dnl", 3) != 0)
            return true;
    }
    return false;
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}
