/* Checks of a .mc: what m4 takes without a word, and what then does nothing. */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"

#include "model/setting.h"

static check_fn unknown_names, wrong_quotes, late_features;
static bool is_known(const struct mc *mc, const char *name);
static bool is_used(const struct mc *mc, const char *name);
static bool is_defined_at(const char *text, const char *at);
static char *without(const struct str *text, bool quoted);
static bool is_diverting(const char *word, size_t len);
static char *quote_end(char *at);
static void hide(char *at, const char *end);
static bool is_word(char c);
static const char *nearest(const struct mc *mc, const char *name);
static bool is_curly(const char *at);
static void tell_late(struct audit *audit, const struct mc_call *call,
                      const struct mc_call *mailer);

#define MC .on = ON_MC, .roles = ROLE_ANY

const struct check checks_mc[] = {
    {.id = "MC-NAME",
     .severity = SEVERITY_HIGH,
     MC,
     .title = "the .mc defines a name that no macro of sendmail-cf reads",
     .wanted = "a name that cf/README lists",
     .why = "m4 takes the line without a word, and the option keeps its default",
     .source = "cf/README TWEAKING CONFIGURATION OPTIONS",
     .trap = "STIG GEN004660 says confPRIVACYFLAGS; the name is confPRIVACY_FLAGS",
     .mend = "correct the name, or delete the line",
     .run = unknown_names},
    {.id = "MC-QUOTE",
     .severity = SEVERITY_HIGH,
     MC,
     .title = "quotes in the .mc that m4 does not know as such",
     .wanted = "`text', from a backquote to an apostrophe",
     .why =
         "the name or the value gets the quotes as a part of it: the line does nothing, or wrong",
     .source = "GNU m4 manual 3.2 Quoting input to m4; cf/README",
     .mend = "write `text'",
     .run = wrong_quotes},
    {.id = "MC-AFTER",
     .severity = SEVERITY_MEDIUM,
     MC,
     .title = "a FEATURE behind MAILER",
     .wanted = "every FEATURE before the first MAILER",
     .why = "what the mailers have written already does not heed it",
     .source = "cf/README A BRIEF INTRODUCTION TO M4, order of the lines",
     .mend = "move the line before MAILER",
     .run = late_features},
    {.id = NULL},
};

static void unknown_names(struct audit *audit)
{
    const struct mc *mc = audit->mc;
    for (size_t i = 0; i < mc->n && mc->known.n > 0; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (!call->site || strcmp(call->macro, "define") != 0 ||
            strncmp(mc_call_arg(call, 0), "conf", 4) != 0 ||
            !isupper((unsigned char)mc_call_arg(call, 0)[4]) ||
            is_known(mc, mc_call_arg(call, 0)) || is_used(mc, mc_call_arg(call, 0)))
            continue;
        struct finding *f = audit_found_at(audit, call->place.file, call->place.line,
                                           "define(`%s', ...)", mc_call_arg(call, 0));
        const char *near = nearest(mc, mc_call_arg(call, 0));
        if (near != NULL)
            str_set(&f->mend, "write %s, if that is what is meant; or delete the line", near);
    }
}

/* Of another version's macros, too: such a line waits for an upgrade. */
static bool is_known(const struct mc *mc, const char *name)
{
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, name) == 0)
            return true;
    return strs_has(&mc->known, name);
}

/* A name that the site reads again is its own: in what m4 reads, and not where it is defined. */
static bool is_used(const struct mc *mc, const char *name)
{
    char *text = without(&mc->text, false);
    size_t len = strlen(name);
    bool used = false;
    for (const char *at = strstr(text, name); at != NULL && !used; at = strstr(at + len, name))
        used = !is_word(at[len]) && (at == text || !is_word(at[-1])) && !is_defined_at(text, at);
    free(text);
    return used;
}

/* Whether "define(`" stands before it. */
static bool is_defined_at(const char *text, const char *at)
{
    static const char word[] = "define";
    size_t len = strlen(word);
    while (at > text && strchr("` \t\n", at[-1]) != NULL)
        at--;
    if (at == text || at[-1] != '(')
        return false;
    at--;
    return (size_t)(at - text) >= len && memcmp(at - len, word, len) == 0 &&
           ((size_t)(at - text) == len || !is_word(at[-(ptrdiff_t)len - 1]));
}

static const char *nearest(const struct mc *mc, const char *name)
{
    return str_nearest(name, (const char *const *)mc->known.v, mc->known.n);
}

/*
 * A name with an apostrophe can be defined, but not called.  Typographic quotes are judged
 * where a macro's argument begins, since a text may well have them.
 */
static void wrong_quotes(struct audit *audit)
{
    const struct mc *mc = audit->mc;
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (call->site && strcmp(call->macro, "define") == 0 &&
            strpbrk(mc_call_arg(call, 0), "'\"") != NULL)
            audit_found_at(audit, call->place.file, call->place.line, "define(%s, ...)",
                           mc_call_arg(call, 0));
    }
    char *text = without(&mc->text, true);
    size_t depth = 0;
    long line = 1, told = 0;
    for (const char *at = text; *at != '\0'; at++) {
        line += *at == '\n' ? 1 : 0;
        if (*at == '(' && (depth > 0 || (at > text && is_word(at[-1]))))
            depth++;
        else if (*at == ')' && depth > 0)
            depth--;
        if (depth == 0 || (*at != '(' && *at != ',') || line == told)
            continue;
        const char *arg = at + 1 + strspn(at + 1, " \t\n");
        if (is_curly(arg)) {
            const char *from = str_text(&mc->text) + (at - text);
            while (from > str_text(&mc->text) && from[-1] != '\n')
                from--;
            audit_found_at(audit, mc->name, line, "%.*s", (int)strcspn(from, "\n"), from);
            told = line;
        }
    }
    free(text);
}

/*
 * The text with dots for what m4 leaves out: a comment; and if quoted is set, also what no
 * quotes are wanted in: `text', and prose that is diverted to nowhere.  Every byte keeps its
 * place.  The caller frees it.
 */
static char *without(const struct str *text, bool quoted)
{
    char *out = mem_dup(str_text(text));
    bool nowhere = false;
    for (char *at = out, *end; *at != '\0'; at = end) {
        bool name = is_word(*at) && !isdigit((unsigned char)*at);
        end = at + 1;
        while (name && is_word(*end))
            end++;
        bool comment = *at == '#' || (end - at == 3 && memcmp(at, "dnl", 3) == 0);
        if (is_diverting(at, (size_t)(end - at)))
            nowhere = *end == '(' && end[1 + strspn(end + 1, "` ")] == '-';
        if (comment)
            end = at + strcspn(at, "\n");
        else if (*at == '`')
            end = quote_end(at);
        if (comment || (quoted && (nowhere || *at == '`')))
            hide(at, end);
    }
    return out;
}

/* The macros divert, too: behind those that a .mc begins with, it is no prose. */
static bool is_diverting(const char *word, size_t len)
{
    static const char *const words[] = {"divert", "include", "sinclude", "VERSIONID", "OSTYPE"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
            return true;
    return false;
}

/* Behind the quote that ends what begins here; quotes nest. */
static char *quote_end(char *at)
{
    size_t depth = 0;
    for (; *at != '\0'; at++)
        if (*at == '`')
            depth++;
        else if (*at == '\'' && --depth == 0)
            return at + 1;
    return at;
}

/* Dots, since behind a blank an argument could begin. */
static void hide(char *at, const char *end)
{
    for (; at < end; at++)
        if (*at != '\n')
            *at = '.';
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* U+2018, 2019, 201C, 201D in UTF-8; or the two single ones of Windows. */
static bool is_curly(const char *at)
{
    return strncmp(at, "\xe2\x80\x98", 3) == 0 || strncmp(at, "\xe2\x80\x99", 3) == 0 ||
           strncmp(at, "\xe2\x80\x9c", 3) == 0 || strncmp(at, "\xe2\x80\x9d", 3) == 0 ||
           *at == '\x91' || *at == '\x92';
}

static void late_features(struct audit *audit)
{
    const struct mc *mc = audit->mc;
    const struct mc_call *mailer = NULL;
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (call->site && strcmp(call->macro, "MAILER") == 0 && mailer == NULL)
            mailer = call;
        else if (call->site && mailer != NULL && strcmp(call->macro, "FEATURE") == 0)
            tell_late(audit, call, mailer);
    }
}

/* Where the MAILER stands, if that is known: it may be in another file. */
static void tell_late(struct audit *audit, const struct mc_call *call, const struct mc_call *mailer)
{
    struct str where = STR_INIT;
    if (mailer->place.line > 0 && strcmp(mailer->place.file, call->place.file) != 0)
        str_addf(&where, " of %s:%ld", mailer->place.file, mailer->place.line);
    else if (mailer->place.line > 0)
        str_addf(&where, " of line %ld", mailer->place.line);
    audit_found_at(audit, call->place.file, call->place.line, "FEATURE(%s) behind MAILER(%s)%s",
                   mc_call_arg(call, 0), mc_call_arg(mailer, 0), str_text(&where));
    str_free(&where);
}
