/* Checks of a .mc: what m4 takes without a word, and what then does nothing. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"

#include "model/setting.h"

static check_fn unknown_names, wrong_quotes, late_features;
static bool is_known(const struct mc *mc, const char *name);
static bool is_used(const struct mc *mc, const char *name);
static const char *nearest(const struct mc *mc, const char *name);
static bool is_curly(const char *at);

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
            strncmp(call->first, "conf", 4) != 0 || !isupper((unsigned char)call->first[4]) ||
            is_known(mc, call->first) || is_used(mc, call->first))
            continue;
        struct finding *f = audit_found_at(audit, call->place.file, call->place.line,
                                           "define(`%s', ...)", call->first);
        const char *near = nearest(mc, call->first);
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

/* A name that the site reads again is its own. */
static bool is_used(const struct mc *mc, const char *name)
{
    size_t len = strlen(name), seen = 0, defined = 0;
    for (const char *at = strstr(str_text(&mc->text), name); at != NULL;
         at = strstr(at + len, name))
        seen += isalnum((unsigned char)at[len]) || at[len] == '_' ? 0 : 1;
    for (size_t i = 0; i < mc->n; i++)
        defined +=
            strcmp(mc->calls[i].macro, "define") == 0 && strcmp(mc->calls[i].first, name) == 0 ? 1
                                                                                               : 0;
    return seen > defined;
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
    long line = 0;
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (call->site && strcmp(call->macro, "define") == 0 && strpbrk(call->first, "'\"") != NULL)
            audit_found_at(audit, call->place.file, call->place.line, "define(%s, ...)",
                           call->first);
    }
    for (const char *at = str_text(&mc->text), *next; at != NULL && *at != '\0'; at = next) {
        const char *end = strchrnul(at, '\n'), *dnl = strstr(at, "dnl");
        next = *end == '\n' ? end + 1 : NULL;
        line++;
        if (at[strspn(at, " \t")] == '#')
            continue;
        if (dnl != NULL && dnl < end)
            end = dnl;
        for (const char *c = at; c < end; c++) {
            if (*c != '(' && *c != ',')
                continue;
            for (c++; c < end && (*c == ' ' || *c == '\t');)
                c++;
            if (c < end && is_curly(c)) {
                audit_found_at(audit, mc->name, line, "%.*s", (int)(end - at), at);
                break;
            }
            c--;
        }
    }
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
            audit_found_at(audit, call->place.file, call->place.line,
                           "FEATURE(%s) behind MAILER(%s) of line %ld", call->first, mailer->first,
                           mailer->place.line);
    }
}
