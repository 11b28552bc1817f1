/* The names that a .mc defines; see mc_names.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/mc_names.h"
#include "cf/mc_scan.h"
#include "cf/option.h"

/* A name in the text, for sorting. */
struct use {
    const char *name;
    size_t len;
};

static void judge_name(struct mc_scan *s, const struct mc_scan_call *call, const struct strs *known,
                       const struct use *uses, size_t n);
static bool is_other_case(const char *name, const struct strs *known);
static bool is_known(const char *name, const struct strs *known);
static int compare_text(const void *a, const void *b);
static bool is_conf(const char *name);
static bool is_quoted(const struct mc_scan *s, const struct mc_scan_call *call);
static struct use *find_uses(struct mc_scan *s, size_t *n);
static int compare_use(const void *a, const void *b);

void mc_names_judge(struct mc_scan *s, const struct strs *known)
{
    size_t n;
    struct use *uses = find_uses(s, &n);
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->calls[i].word->name, "define") == 0)
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
    if (!mc_names_slip(name, known) ||
        (n > 0 && bsearch(&key, uses, n, sizeof(*uses), compare_use) != NULL))
        return;
    struct mc_fault *f = mc_scan_fault(
        s, "name", true, from, "no macro of sendmail-cf reads %s: the line does nothing", name);
    const char *near =
        f != NULL ? str_nearest(name, (const char *const *)known->v, known->n) : NULL;
    if (near == NULL)
        mc_scan_mend(f, "correct the name, or delete the line");
    else
        mc_scan_mend(f, "write %s, if that is what is meant; or delete the line", near);
}

bool mc_names_slip(const char *name, const struct strs *known)
{
    return known->n > 0 && !is_known(name, known) && (is_conf(name) || is_other_case(name, known));
}

/* ConfXXX, confxxx. */
static bool is_other_case(const char *name, const struct strs *known)
{
    bool other = false;
    for (size_t i = 0; i < known->n && !other && strncasecmp(name, "conf", 4) == 0; i++)
        other = strcasecmp(known->v[i], name) == 0;
    return other;
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

bool mc_names_used(const char *text, size_t len, const char *name)
{
    struct mc_scan scan = {.n = 0};
    const struct use key = {.name = name, .len = strlen(name)};
    size_t n;
    mc_scan_init(&scan, text, len);
    struct use *uses = find_uses(&scan, &n);
    bool used = n > 0 && bsearch(&key, uses, n, sizeof(*uses), compare_use) != NULL;
    free(uses);
    mc_scan_free(&scan);
    return used;
}

/* Where a confXXX is read and not defined: sorted by name; the caller frees it. */
static struct use *find_uses(struct mc_scan *s, size_t *n)
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
        bool comment = len == 3 && memcmp(word, "dnl", 3) == 0;
        comment = comment || s->text[mc_scan_first(s, at)] == '#';
        at = comment ? mc_scan_end(s, at) : at + len;
        while (before > 0 && word - s->text - (ptrdiff_t)before < 8 &&
               strchr("` \t(", s->text[before - 1]) != NULL)
            before--;
        if (comment || len < 5 || strncasecmp(word, "conf", 4) != 0 ||
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
