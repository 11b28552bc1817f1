/* Checks of a .mc: what m4 takes without a word, and what then does nothing. */
#include <stddef.h>
#include <string.h>

#include "audit/internal.h"

#include "cf/mc_faults.h"
#include "cf/mc_names.h"
#include "cf/mc_words.h"

#include "model/setting.h"

static check_fn unknown_names, wrong_quotes, late_features;
static void tell_quote(struct audit *audit, const struct mc_fault *fault);
static bool is_told(const struct mc_faults *faults, const struct mc *mc,
                    const struct mc_call *call);
static bool is_wrong_quote(const struct mc_fault *fault);
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
     .title = "a FEATURE behind MAILER, which does not heed it any more",
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
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        const char *name = mc_call_arg(call, 0);
        if (!call->site || strcmp(call->macro, "define") != 0 || !mc_names_slip(name, &mc->known) ||
            mc_names_used(str_text(&mc->text), mc->text.len, name))
            continue;
        struct finding *f =
            audit_found_at(audit, call->place.file, call->place.line, "define(`%s', ...)", name);
        const char *near = str_nearest(name, (const char *const *)mc->known.v, mc->known.n);
        if (near != NULL)
            str_set(&f->mend, "write %s, if that is what is meant; or delete the line", near);
    }
}

/*
 * As the text of the .mc shows them; and in whatever file, a name with an apostrophe: it can
 * be defined, but not called.
 */
static void wrong_quotes(struct audit *audit)
{
    const struct mc *mc = audit->mc;
    struct mc_faults faults = {0};
    mc_faults_find(str_text(&mc->text), mc->text.len, &mc->known, &faults);
    long told = 0;
    for (size_t i = 0; i < faults.n; i++)
        if (is_wrong_quote(&faults.v[i]) && faults.v[i].line != told) {
            tell_quote(audit, &faults.v[i]);
            told = faults.v[i].line;
        }
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (call->site && strcmp(call->macro, "define") == 0 &&
            strpbrk(mc_call_arg(call, 0), "'\"") != NULL && !is_told(&faults, mc, call))
            audit_found_at(audit, call->place.file, call->place.line, "define(%s, ...)",
                           mc_call_arg(call, 0));
    }
    mc_faults_free(&faults);
}

static bool is_wrong_quote(const struct mc_fault *fault)
{
    return fault->breaks && (strcmp(fault->id, "quote") == 0 || strcmp(fault->id, "curly") == 0);
}

/* The line itself, and how it should be. */
static void tell_quote(struct audit *audit, const struct mc_fault *fault)
{
    const char *line = str_text(&audit->mc->text);
    for (long i = 1; i < fault->line; i++)
        line += strcspn(line, "\n") + 1;
    struct finding *f = audit_found_at(audit, audit->mc->name, fault->line, "%.*s",
                                       (int)strcspn(line, "\r\n"), line);
    if (fault->instead != NULL)
        str_set(&f->mend, "write %s", fault->instead);
    else
        str_set(&f->mend, "%s", fault->mend);
}

static bool is_told(const struct mc_faults *faults, const struct mc *mc, const struct mc_call *call)
{
    if (call->place.file == NULL || strcmp(call->place.file, mc->name) != 0)
        return false;
    for (size_t i = 0; i < faults->n; i++)
        if (faults->v[i].line == call->place.line && is_wrong_quote(&faults->v[i]))
            return true;
    return false;
}

/* m4 calls each an error and goes on; only some of them come too late for what they do. */
static void late_features(struct audit *audit)
{
    const struct mc *mc = audit->mc;
    const struct mc_call *mailer = NULL;
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (call->site && strcmp(call->macro, "MAILER") == 0 && mailer == NULL)
            mailer = call;
        else if (call->site && mailer != NULL && strcmp(call->macro, "FEATURE") == 0 &&
                 mc_feature_is_late(mc_call_arg(call, 0)))
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
