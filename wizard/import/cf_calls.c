/* From a sendmail.cf back to the calls of its .mc; see cf_calls.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls.h"
#include "import/cf_calls_parts.h"

static void read_marks(struct cf_calls *c, const char *text, size_t len);
static void read_mark(struct cf_calls *c, const char *at, size_t len, long line);
static void heads(struct cf_calls *c);
static const char *skip(const char *text);
static bool is_rule(const struct cf_entry *e, const char *left, const char *right);

/* Macro files that are neither FEATURE nor MAILER, by the call that they belong to. */
static const char ostypes[] =
    "a-ux aix3 aix4 aix5 altos amdahl-uts bsd4.3 bsd4.4 bsdi bsdi1.0 bsdi2.0 darwin debian dgux "
    "domainos dragonfly dynix3.2 freebsd4 freebsd5 freebsd6 gnu hpux10 hpux11 hpux9 irix4 irix5 "
    "irix6 isc4.1 linux maxion mklinux mpeix nextstep openbsd osf1 powerux ptx2 qnx riscos4.5 "
    "sco-uw-2.1 sco3.2 sinix solaris11 solaris2 solaris2.ml solaris2.pre5 solaris8 sunos3.5 "
    "sunos4.1 svr4 ultrix4 unicos unicosmk unicosmp unixware7 unknown uxpds";
static const char hacks[] = "cssubdomain debian_auth dnsblaccess msp_nullclient nodns spamtrap "
                            "virthost_by_ip xconnect";
static const char others[] = "cf cfhead proto version unspecified-domain autoconf "
                             "blacklist_recipients tls_failures";

void cf_calls_find(const struct cf *cf, const char *text, size_t len, struct mc *mc)
{
    struct cf_calls c = {.cf = cf, .mc = mc};
    str_set(&mc->name, "%s", cf->file != NULL ? cf->file : "");
    c.file = mc_file(mc, mc->name);
    c.relays_virtuals = cf_calls_class_has(&c, "R", "$={VirtHost}");
    read_marks(&c, text, len);
    heads(&c);
    cf_calls_options(&c);
    cf_calls_ports(&c); /* FEATURE(msp) has one of its own if there is none */
    cf_calls_features(&c);
    cf_calls_raw(&c);
    cf_calls_mailers(&c);
    cf_calls_raw_lines(&c);
    for (size_t i = 0; i < c.n_marks; i++) {
        free(c.marks[i].name);
        free(c.marks[i].text);
    }
    free(c.marks);
    strs_free(&c.features);
}

static void read_marks(struct cf_calls *c, const char *text, size_t len)
{
    const char *end = text + len;
    long line = 1;
    for (const char *at = text; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        size_t n = (size_t)(stop - at);
        while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t' || at[n - 1] == '\r'))
            n--;
        if (n > 14 && n < 512 && memcmp(at, "#####  ", 7) == 0 &&
            memcmp(at + n - 7, "  #####", 7) == 0 && memchr(at, '\0', n) == NULL)
            read_mark(c, at + 7, n - 14, line);
        at = stop + 1;
    }
}

/* "$Id: NAME.m4,v 8.1 ..." and what has been made of it in the course of time. */
static void read_mark(struct cf_calls *c, const char *at, size_t len, long line)
{
    if (c->n_marks == c->cap_marks) {
        c->cap_marks = c->cap_marks > 0 ? c->cap_marks * 2 : 32;
        c->marks = mem_realloc(c->marks, c->cap_marks, sizeof(*c->marks));
    }
    struct cf_mark *mark = &c->marks[c->n_marks++];
    *mark = (struct cf_mark){.text = mem_dupn(at, len), .line = line};
    const char *end = strstr(mark->text, ".m4"), *start = end;
    if (end == NULL || (end[3] != '\0' && strchr(", \t", end[3]) == NULL))
        return;
    while (start > mark->text && strchr(" \t)(", start[-1]) == NULL)
        start--;
    mark->name = mem_dupn(start, (size_t)(end - start));
}

/* What stands at the top of a .mc; a file of the site's that we do not know is its DOMAIN. */
static void heads(struct cf_calls *c)
{
    bool domain = false, ostype = false; /* one may include another, whose mark stands behind */
    for (size_t i = 0; i < c->n_marks; i++) {
        const struct cf_mark *mark = &c->marks[i];
        if (mark->name == NULL)
            cf_calls_add(c, mark->line, "VERSIONID", mark->text, NULL);
        else if (cf_calls_word(ostypes, mark->name)) {
            if (!ostype)
                cf_calls_add(c, mark->line, "OSTYPE", mark->name, NULL);
            ostype = true;
        } else if (cf_calls_word(hacks, mark->name))
            cf_calls_add(c, mark->line, "HACK", mark->name, NULL);
        else if (!domain && !cf_calls_word(others, mark->name) &&
                 !cf_calls_is_feature(mark->name) && !cf_calls_is_mailer(mark->name)) {
            cf_calls_add(c, mark->line, "DOMAIN", mark->name, NULL);
            domain = true;
        }
    }
}

void cf_calls_add(struct cf_calls *c, long line, const char *macro, const char *first, ...)
{
    struct strs args = {.n = 0};
    va_list ap;
    va_start(ap, first);
    for (const char *arg = first; arg != NULL; arg = va_arg(ap, const char *))
        strs_add(&args, arg);
    va_end(ap);
    cf_calls_add_list(c, line, macro, &args);
    strs_free(&args);
}

void cf_calls_add_list(struct cf_calls *c, long line, const char *macro, const struct strs *args)
{
    const struct mc_place place = {.file = c->file, .line = line};
    struct mc_call *call = mc_add_call(c->mc, macro, place, true);
    size_t n = args->n;
    while (n > 2 && args->v[n - 1][0] == '\0')
        n--;
    if (n == 2 && args->v[1][0] == '\0' && strcmp(macro, "FEATURE") == 0)
        n--;
    for (size_t i = 0; i < n; i++)
        strs_add(&call->args, args->v[i]);
    bool kept = strcmp(macro, "FEATURE") == 0 || strcmp(macro, "HACK") == 0;
    if (kept && n > 0 && args->v != NULL && !cf_calls_has(c, args->v[0]))
        strs_add(&c->features, args->v[0]);
}

void cf_calls_add_raw(struct cf_calls *c, const char *heading, const struct cf_entry *e)
{
    struct str line = STR_INIT;
    cf_dump_entry(e, &line);
    while (line.len > 0 && line.buf[line.len - 1] == '\n')
        line.buf[--line.len] = '\0';
    cf_calls_add(c, e->line, "", heading, str_text(&line), NULL);
    str_free(&line);
}

const struct cf_mark *cf_calls_mark(const struct cf_calls *c, const char *name)
{
    for (size_t i = 0; i < c->n_marks; i++)
        if (c->marks[i].name != NULL && strcmp(c->marks[i].name, name) == 0)
            return &c->marks[i];
    return NULL;
}

bool cf_calls_has(const struct cf_calls *c, const char *feature)
{
    return strs_has(&c->features, feature);
}

static const char *skip(const char *text)
{
    return text + strspn(text, " \t\n");
}

bool cf_calls_begins(const char *text, const char *start)
{
    text = skip(text);
    for (start = skip(start); *start != '\0'; start = skip(start + 1)) {
        if (*text != *start)
            return false;
        text = skip(text + 1);
    }
    return true;
}

bool cf_calls_same(const char *a, const char *b)
{
    a = skip(a);
    for (b = skip(b); *b != '\0' && *a == *b; b = skip(b + 1))
        a = skip(a + 1);
    return *a == *b;
}

bool cf_calls_holds(const char *text, const char *part)
{
    for (; *text != '\0'; text++)
        if (*text == part[0] && cf_calls_begins(text, part))
            return true;
    return false;
}

bool cf_calls_word(const char *words, const char *word)
{
    size_t len = strlen(word);
    if (len == 0 || strchr(word, ' ') != NULL)
        return false;
    for (const char *at = strstr(words, word); at != NULL; at = strstr(at + 1, word))
        if ((at == words || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

const struct cf_entry *cf_calls_rule(const struct cf_calls *c, const char *ruleset,
                                     const char *left, const char *right)
{
    bool here = ruleset == NULL;
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_RULESET && ruleset != NULL)
            here = strcmp(e->name, ruleset) == 0;
        else if (e->kind == CF_RULE && here && is_rule(e, left, right))
            return e;
    }
    return NULL;
}

static bool is_rule(const struct cf_entry *e, const char *left, const char *right)
{
    return (left == NULL || cf_calls_same(e->value, left)) &&
           (right == NULL || cf_calls_holds(e->rhs, right));
}

bool cf_calls_class_has(const struct cf_calls *c, const char *class, const char *member)
{
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_CLASS && strcmp(e->name, class) == 0 && cf_calls_word(e->value, member))
            return true;
    }
    return false;
}

void cf_calls_field(const struct cf_entry *mailer, char letter, struct str *out)
{
    const char *at = skip(mailer->value);
    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        if (at[0] == letter && at[1] == '=') {
            while (len > 2 && strchr(" \t\n", at[len - 1]) != NULL)
                len--;
            str_addn(out, at + 2, len - 2);
            return;
        }
        at += len;
        at = skip(*at == ',' ? at + 1 : at);
    }
}
