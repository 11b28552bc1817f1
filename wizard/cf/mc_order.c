/* What stands where in a .mc, and under which name; see mc_scan.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/mc_scan.h"

/* Those read so far; there are not so many kinds. */
struct mailers {
    const struct mc_scan_call *v[32];
    size_t n;
};

static void judge_mailers(struct mc_scan *s);
static void judge_late(struct mc_scan *s, const struct mc_scan_call *call,
                       const struct mc_scan_call *mailer);
static void tell_late(struct mc_scan *s, const struct mc_scan_call *call,
                      const struct mc_scan_call *mailer);
static const struct mc_scan_call *find_reader(const struct mailers *mailers,
                                              const struct mc_scan_call *call);
static void judge_ostype(struct mc_scan *s);
static void judge_features(struct mc_scan *s);
static void judge_feature(struct mc_scan *s, const struct mc_scan_call *call,
                          const struct mc_scan_call *access);
static void judge_twice(struct mc_scan *s);
static void judge_dnl(struct mc_scan *s);
static void tell_missing(struct mc_scan *s, const char *macro, const char *text, const char *mend);
static bool is(const struct mc_scan_call *call, const char *macro);
static const struct mc_scan_call *find(const struct mc_scan *s, const char *macro,
                                       const char *first);
static bool reads_more(const struct mc_scan *s);
static int compare_call(const void *a, const void *b);

void mc_order_judge(struct mc_scan *s, const struct strs *known)
{
    judge_mailers(s);
    judge_ostype(s);
    judge_features(s);
    mc_names_judge(s, known);
    judge_twice(s);
    judge_dnl(s);
}

static void judge_mailers(struct mc_scan *s)
{
    const struct mc_scan_call *smtp = find(s, "MAILER", "smtp");
    const struct mc_scan_call *first = NULL;
    struct mailers mailers = {.n = 0};
    for (size_t i = 0; i < s->n; i++) {
        const struct mc_scan_call *call = &s->calls[i];
        if (is(call, "MAILER")) {
            if (mailers.n < ARRAY_LEN(mailers.v))
                mailers.v[mailers.n++] = call;
            first = first != NULL ? first : call;
            bool uucp = strcmp(call->first, "uucp") == 0;
            if (smtp != NULL && smtp > call && (uucp || strcmp(call->first, "procmail") == 0))
                mc_scan_mend(mc_scan_fault(s, "order", uucp, call->at,
                                           "MAILER(`%s') before MAILER(`smtp'), whose rules it "
                                           "uses",
                                           call->first),
                             "move it behind MAILER(`smtp') on line %ld",
                             mc_scan_line(s, smtp->at));
            continue;
        }
        if (first == NULL)
            continue;
        if (is(call, "FEATURE"))
            judge_late(s, call, first);
        else if (is(call, "MODIFY_MAILER_FLAGS") || is(call, "define"))
            tell_late(s, call, find_reader(&mailers, call));
        else if (is(call, "DOMAIN") || is(call, "OSTYPE"))
            tell_late(s, call, first);
    }
    if (first == NULL && find(s, "FEATURE", "msp") == NULL &&
        find(s, "FEATURE", "nullclient") == NULL)
        tell_missing(s, "MAILER", "no MAILER: only local mail can be delivered",
                     "add MAILER(`local') and MAILER(`smtp') as the last lines");
}

/* m4 calls each an error; only some of them come too late for what they do. */
static void judge_late(struct mc_scan *s, const struct mc_scan_call *call,
                       const struct mc_scan_call *mailer)
{
    bool breaks = mc_feature_is_late(call->first);
    mc_scan_mend(mc_scan_fault(s, "after-mailer", breaks, call->at,
                               "FEATURE(`%s') behind MAILER on line %ld: m4 says that it is an "
                               "error%s",
                               call->first, mc_scan_line(s, mailer->at),
                               breaks ? ", and what is written already does not heed it" : ""),
                 "move the line before MAILER");
}

static void tell_late(struct mc_scan *s, const struct mc_scan_call *call,
                      const struct mc_scan_call *mailer)
{
    if (mailer != NULL)
        mc_scan_mend(mc_scan_fault(s, "after-mailer", true, call->at,
                                   "%s(`%s') behind MAILER on line %ld, which does not heed it any "
                                   "more",
                                   call->word->name, call->first, mc_scan_line(s, mailer->at)),
                     "move the line before MAILER");
}

/* The MAILER among those that would have read it, or NULL: X_MAILER_Y is of MAILER(`x'). */
static const struct mc_scan_call *find_reader(const struct mailers *mailers,
                                              const struct mc_scan_call *call)
{
    static const struct {
        const char *prefix, *mailer;
    } others[] = {{"ESMTP", "smtp"},
                  {"DSMTP", "smtp"},
                  {"SMTP8", "smtp"},
                  {"RELAY", "smtp"},
                  {"PH", "phquery"}};
    const char *end =
        is(call, "define") ? strstr(call->first, "_MAILER_") : strchr(call->first, '\0');
    if (end == NULL)
        return NULL;
    char *name = mem_dupn(call->first, (size_t)(end - call->first));
    const struct mc_scan_call *reader = NULL;
    const char *wanted = name;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        wanted = strcmp(others[i].prefix, name) == 0 ? others[i].mailer : wanted;
    for (size_t i = 0; i < mailers->n && reader == NULL; i++)
        if (strcasecmp(mailers->v[i]->first, wanted) == 0)
            reader = mailers->v[i];
    free(name);
    return reader;
}

/* If what the file includes may have it, nothing is said. */
static void tell_missing(struct mc_scan *s, const char *macro, const char *text, const char *mend)
{
    if (s->n == 0 || s->lost || reads_more(s))
        return;
    for (size_t i = 0; i < s->n; i++) {
        const struct mc_scan_call *call = &s->calls[i];
        if (memmem(s->text + call->at, call->end - call->at, macro, strlen(macro)) != NULL)
            return;
    }
    mc_scan_mend(mc_scan_fault(s, "missing", true, s->calls[0].at, "%s", text), "%s", mend);
}

static bool reads_more(const struct mc_scan *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (strstr(s->calls[i].word->name, "include") != NULL &&
            strstr(s->calls[i].first, "cf.m4") == NULL)
            return true;
    return false;
}

/* What most files of ostype/ set, whatever was there before. */
static void judge_ostype(struct mc_scan *s)
{
    static const char *const set[] = {"LOCAL_MAILER_PATH", "LOCAL_MAILER_ARGS", "QUEUE_DIR",
                                      "STATUS_FILE",       "HELP_FILE",         "ALIAS_FILE",
                                      "confEBINDIR",       "confTIME_ZONE",     "confPID_FILE",
                                      "confDEF_USER_ID"};
    const struct mc_scan_call *ostype = NULL;
    for (size_t i = 0; i < s->n && ostype == NULL; i++)
        ostype = is(&s->calls[i], "OSTYPE") ? &s->calls[i] : NULL;
    for (const struct mc_scan_call *call = s->calls; ostype != NULL && call < ostype; call++) {
        bool name = false;
        for (size_t i = 0; i < ARRAY_LEN(set) && is(call, "define"); i++)
            name = name || strcmp(call->first, set[i]) == 0;
        if (name || is(call, "FEATURE"))
            mc_scan_mend(mc_scan_fault(s, "order", false, call->at,
                                       "%s(`%s') before OSTYPE on line %ld, which may set it anew",
                                       call->word->name, call->first, mc_scan_line(s, ostype->at)),
                         "move OSTYPE to the top, behind VERSIONID");
    }
    if (ostype == NULL)
        tell_missing(s, "OSTYPE", "no OSTYPE: m4 says that no system type is defined",
                     "add OSTYPE(`linux'), or that of this system, behind VERSIONID");
}

static void judge_features(struct mc_scan *s)
{
    const struct mc_scan_call *domain = NULL, *access = find(s, "FEATURE", "access_db");
    for (size_t i = 0; i < s->n; i++) {
        const struct mc_scan_call *call = &s->calls[i];
        if (is(call, "FEATURE"))
            judge_feature(s, call, access);
        if (is(call, "DOMAIN"))
            domain = call;
    }
    const struct mc_scan_call *feature = NULL;
    for (size_t i = 0; i < s->n && domain != NULL && feature == NULL; i++)
        feature = is(&s->calls[i], "FEATURE") || is(&s->calls[i], "MAILER") ? &s->calls[i] : NULL;
    if (feature != NULL && feature < domain && is(feature, "FEATURE"))
        mc_scan_mend(mc_scan_fault(s, "order", false, domain->at,
                                   "DOMAIN behind FEATURE on line %ld: what it defines comes too "
                                   "late for that",
                                   mc_scan_line(s, feature->at)),
                     "move DOMAIN before it, behind OSTYPE");
}

static void judge_feature(struct mc_scan *s, const struct mc_scan_call *call,
                          const struct mc_scan_call *access)
{
    const struct mc_feature *f = mc_feature_find(call->first);
    if (f == NULL) {
        /* With quotes in the name, it is told already that they are wrong. */
        bool plain = isalnum((unsigned char)call->first[0]) && s->out->n < MC_FAULTS_MAX;
        const char *near = plain ? mc_feature_near(call->first) : NULL;
        if (near != NULL)
            mc_scan_mend(mc_scan_fault(s, "name", true, call->at,
                                       "sendmail-cf has no feature %s: m4 ends there, unless the "
                                       "site has made one",
                                       call->first),
                         "write FEATURE(`%s'), if that is what is meant", near);
        return;
    }
    if (f->text != NULL) {
        struct mc_fault *fault = mc_scan_fault(s, "obsolete", f->breaks, call->at,
                                               "FEATURE(`%s'): %s", f->name, f->text);
        if (f->mend != NULL)
            mc_scan_mend(fault, "%s", f->mend);
        else
            mc_scan_mend(fault, "write FEATURE(`%s'%s)", f->instead,
                         strcmp(f->instead, "dnsbl") == 0 ? ", `LIST'" : "");
        size_t from = call->args[0].from;
        from += s->text[from] == '`';
        if (f->instead != NULL && strcmp(f->instead, "dnsbl") != 0)
            mc_scan_instead(s, fault, from, from + strlen(f->name), f->instead);
    }
    if (f->argument && (call->n_args < 2 || call->args[1].from == call->args[1].to))
        mc_scan_mend(mc_scan_fault(s, "argument", true, call->at,
                                   "FEATURE(`%s') wants an argument: without one it only makes m4 "
                                   "say so",
                                   f->name),
                     strcmp(f->name, "nouucp") == 0 || strcmp(f->name, "nopercenthack") == 0
                         ? "write FEATURE(`%s', `reject') or `nospecial'"
                         : "write FEATURE(`%s', `...')",
                     f->name);
    if (f->access && access != NULL && access > call)
        mc_scan_mend(
            mc_scan_fault(s, "order", true, call->at,
                          "FEATURE(`%s') before FEATURE(`access_db') on line %ld, which it "
                          "needs",
                          f->name, mc_scan_line(s, access->at)),
            "move it behind that");
}

/* The same name defined twice, and the same MAILER or OSTYPE. */
static void judge_twice(struct mc_scan *s)
{
    const struct mc_scan_call **sorted = NULL;
    size_t n = 0;
    if (s->n == 0)
        return;
    sorted = mem_realloc(NULL, s->n, sizeof(struct mc_scan_call *));
    for (size_t i = 0; i < s->n; i++)
        if (is(&s->calls[i], "define") || is(&s->calls[i], "undefine") ||
            (is(&s->calls[i], "MAILER") && s->calls[i].n_args == 1))
            sorted[n++] = &s->calls[i];
    qsort(sorted, n, sizeof(*sorted), compare_call);
    for (size_t i = 1; i < n; i++) {
        const struct mc_scan_call *was = sorted[i - 1], *call = sorted[i];
        if (strcmp(was->first, call->first) != 0 || was->word != call->word ||
            is(call, "undefine") || *call->first == '\0')
            continue;
        bool mailer = is(call, "MAILER");
        mc_scan_mend(mc_scan_fault(s, "twice", mailer, call->at,
                                   mailer
                                       ? "MAILER(`%s') stands on line %ld already: m4 says that "
                                         "it is an error"
                                       : "%s is defined on line %ld already; the last one counts",
                                   call->first, mc_scan_line(s, was->at)),
                     "delete one of the lines");
    }
    free(sorted);
}

static int compare_call(const void *a, const void *b)
{
    const struct mc_scan_call *x = *(const struct mc_scan_call *const *)a;
    const struct mc_scan_call *y = *(const struct mc_scan_call *const *)b;
    int rc = is(x, "MAILER") - is(y, "MAILER");
    rc = rc != 0 ? rc : strcmp(x->first, y->first);
    return rc != 0 ? rc : (x->at > y->at) - (x->at < y->at);
}

/* In a file that has it elsewhere; others leave it out altogether, and nothing is wrong with that.
 */
static void judge_dnl(struct mc_scan *s)
{
    if (s->without > 0 && s->with > 7 && s->with > 3 * s->without)
        mc_scan_mend(mc_scan_fault(s, "dnl", false, s->first_without,
                                   "no dnl at the end of the line, as others have it (%zu such "
                                   "line%s): it leaves an empty line in sendmail.cf",
                                   s->without, s->without > 1 ? "s" : ""),
                     "write dnl behind the parenthesis");
}

static bool is(const struct mc_scan_call *call, const char *macro)
{
    return strcmp(call->word->name, macro) == 0;
}

static const struct mc_scan_call *find(const struct mc_scan *s, const char *macro,
                                       const char *first)
{
    for (size_t i = 0; i < s->n; i++)
        if (is(&s->calls[i], macro) && strcmp(s->calls[i].first, first) == 0)
            return &s->calls[i];
    return NULL;
}
