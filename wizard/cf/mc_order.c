/* What stands where in a .mc, and under which name; see mc_scan.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_scan.h"
#include "cf/option.h"

/* A name in the text, for sorting. */
struct use {
    const char *name;
    size_t len;
};

static void judge_mailers(struct mc_scan *s);
static void judge_ostype(struct mc_scan *s);
static void judge_features(struct mc_scan *s);
static void judge_feature(struct mc_scan *s, const struct mc_scan_call *call,
                          const struct mc_scan_call *access);
static void judge_names(struct mc_scan *s, const struct strs *known);
static void judge_name(struct mc_scan *s, const struct mc_scan_call *call, const struct strs *known,
                       const struct use *uses, size_t n);
static void judge_twice(struct mc_scan *s);
static void judge_dnl(struct mc_scan *s);
static void tell_missing(struct mc_scan *s, const char *macro, const char *text, const char *mend);
static bool is(const struct mc_scan_call *call, const char *macro);
static const struct mc_scan_call *find(const struct mc_scan *s, const char *macro,
                                       const char *first);
static bool reads_more(const struct mc_scan *s);
static struct use *find_uses(const struct mc_scan *s, size_t *n);
static int compare_use(const void *a, const void *b);
static int compare_call(const void *a, const void *b);
static int compare_text(const void *a, const void *b);
static bool is_known(const char *name, const struct strs *known);
static bool is_conf(const char *name);
static bool is_quoted(const struct mc_scan *s, const struct mc_scan_call *call);

void mc_order_judge(struct mc_scan *s, const struct strs *known)
{
    judge_mailers(s);
    judge_ostype(s);
    judge_features(s);
    judge_names(s, known);
    judge_twice(s);
    judge_dnl(s);
}

static void judge_mailers(struct mc_scan *s)
{
    const struct mc_scan_call *smtp = find(s, "MAILER", "smtp");
    const struct mc_scan_call *first = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct mc_scan_call *call = &s->calls[i];
        if (is(call, "MAILER")) {
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
        long line = mc_scan_line(s, first->at);
        if (is(call, "FEATURE"))
            mc_scan_mend(mc_scan_fault(s, "after-mailer", true, call->at,
                                       "FEATURE(`%s') behind MAILER on line %ld: m4 says that it "
                                       "is an error, and what is written already does not heed it",
                                       call->first, line),
                         "move the line before MAILER");
        else if (is(call, "DOMAIN") || is(call, "OSTYPE") || is(call, "MODIFY_MAILER_FLAGS") ||
                 (is(call, "define") && strstr(call->first, "_MAILER_") != NULL))
            mc_scan_mend(mc_scan_fault(s, "after-mailer", true, call->at,
                                       "%s(`%s') behind MAILER on line %ld, which does not heed it "
                                       "any more",
                                       call->word->name, call->first, line),
                         "move the line before MAILER");
    }
    if (first == NULL && find(s, "FEATURE", "msp") == NULL &&
        find(s, "FEATURE", "nullclient") == NULL)
        tell_missing(s, "MAILER", "no MAILER: only local mail can be delivered",
                     "add MAILER(`local') and MAILER(`smtp') as the last lines");
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

static void judge_names(struct mc_scan *s, const struct strs *known)
{
    size_t n;
    struct use *uses = find_uses(s, &n);
    for (size_t i = 0; i < s->n; i++)
        if (is(&s->calls[i], "define"))
            judge_name(s, &s->calls[i], known, uses, n);
    free(uses);
}

static void judge_name(struct mc_scan *s, const struct mc_scan_call *call, const struct strs *known,
                       const struct use *uses, size_t n)
{
    const char *name = call->first;
    size_t from = call->args[0].from;
    const struct mc_old_name *old = mc_old_name_find(name);
    const struct use key = {.name = name, .len = strlen(name)};
    if (!is_quoted(s, call) && (is_conf(name) || mc_name_has_value(name))) {
        bool valued = mc_name_has_value(name);
        struct mc_fault *f = mc_scan_fault(
            s, "quote", valued, from,
            valued ? "the name %s has no quotes: m4 puts its value there, and the line does nothing"
                   : "the name %s has no quotes: where it has a value already, m4 puts that there",
            name);
        struct str quoted = STR_INIT;
        str_addf(&quoted, "`%s'", name);
        mc_scan_mend(f, "write `%s'", name);
        mc_scan_instead(s, f, from, from + strlen(name), str_text(&quoted));
        str_free(&quoted);
    }
    if (old != NULL) {
        mc_scan_mend(mc_scan_fault(s, "obsolete", old->breaks, call->at,
                                   old->breaks
                                       ? "%s is obsolete, and does nothing but make m4 say so"
                                       : "%s is obsolete",
                                   name),
                     "%s", old->mend);
        return;
    }
    if (known->n == 0 || !is_conf(name) || is_known(name, known) ||
        (n > 0 && bsearch(&key, uses, n, sizeof(*uses), compare_use) != NULL))
        return;
    struct mc_fault *f = mc_scan_fault(
        s, "name", true, from, "no macro of sendmail-cf reads %s: the line does nothing", name);
    const char *near =
        f != NULL ? str_nearest(name, (const char *const *)known->v, known->n) : NULL;
    if (near == NULL) {
        mc_scan_mend(f, "correct the name, or delete the line");
        return;
    }
    mc_scan_mend(f, "write %s, if that is what is meant; or delete the line", near);
}

/* Of another version's macros, too: such a line waits for an upgrade. */
static bool is_known(const char *name, const struct strs *known)
{
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, name) == 0)
            return true;
    return bsearch(&name, known->v, known->n, sizeof(*known->v), compare_text) != NULL;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_conf(const char *name)
{
    return strncmp(name, "conf", 4) == 0 && isupper((unsigned char)name[4]) &&
           name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789")] ==
               '\0';
}

static bool is_quoted(const struct mc_scan *s, const struct mc_scan_call *call)
{
    return strchr("`'\"", s->text[call->args[0].from]) != NULL ||
           mc_mend_curly(s->text + call->args[0].from) > 0;
}

/* Where a confXXX is read and not defined: sorted by name; the caller frees it. */
static struct use *find_uses(const struct mc_scan *s, size_t *n)
{
    struct use *uses = NULL;
    size_t cap = 0;
    *n = 0;
    for (size_t at = 0; at < s->len;) {
        size_t len = mc_scan_word(s, at), before = at;
        const char *word = s->text + at;
        if (len == 0) {
            at += isdigit((unsigned char)*word) ? strspn(word, "0123456789") : 1;
            continue;
        }
        at = len == 3 && memcmp(word, "dnl", 3) == 0 ? mc_scan_end(s, at) : at + len;
        while (before > 0 && word - s->text - (ptrdiff_t)before < 8 &&
               strchr("` \t(", s->text[before - 1]) != NULL)
            before--;
        if (len < 5 || memcmp(word, "conf", 4) != 0 || !isupper((unsigned char)word[4]) ||
            (before >= 6 && memcmp(s->text + before - 6, "define", 6) == 0))
            continue;
        if (*n == cap) {
            cap = cap > 0 ? cap * 2 : 64;
            uses = mem_realloc(uses, cap, sizeof(*uses));
        }
        uses[(*n)++] = (struct use){.name = word, .len = len};
    }
    if (*n > 0)
        qsort(uses, *n, sizeof(*uses), compare_use);
    return uses;
}

static int compare_use(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    int rc = strncmp(x->name, y->name, x->len < y->len ? x->len : y->len);
    return rc != 0 ? rc : (x->len > y->len) - (x->len < y->len);
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
