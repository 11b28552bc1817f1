/* What a sendmail.cf shows of its .mc, against what m4 really called. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls.h"

#include "render/mc.h"

#include "sys/child.h"
#include "sys/file.h"

#include "scratch.h"
#include "tools.h"

TestSuite(import_cf_calls, .init = scratch_make, .fini = scratch_remove);

/* How much of the calls is found, and how much of what is found was called. */
struct score {
    size_t called, seen; /* of the site's calls */
    size_t told, meant;  /* of what is found */
};

static bool same(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " \t\n");
        b += strspn(b, " \t\n");
        if (*a != *b || *a == '\0')
            return *a == *b;
    }
}

/* FEATURE, MAILER, define(conf...) and the like: what is measured. */
static bool counts(const struct mc_call *call)
{
    static const char *const macros[] = {"FEATURE",         "MAILER",        "MASQUERADE_AS",
                                         "DAEMON_OPTIONS",  "EXPOSED_USER",  "LOCAL_DOMAIN",
                                         "VIRTUSER_DOMAIN", "RELAY_DOMAIN",  "MASQUERADE_DOMAIN",
                                         "TRUST_AUTH_MECH", "GENERICS_DOMAIN"};
    for (size_t i = 0; i < ARRAY_LEN(macros); i++)
        if (strcmp(call->macro, macros[i]) == 0)
            return true;
    const char *name = mc_call_arg(call, 0);
    return strcmp(call->macro, "define") == 0 &&
           (strncmp(name, "conf", 4) == 0 || str_ends(name, "_RELAY") || str_ends(name, "_HUB") ||
            strcmp(name, "SMART_HOST") == 0);
}

static bool has_name(const struct mc_call *call)
{
    return strcmp(call->macro, "define") == 0 || strcmp(call->macro, "FEATURE") == 0;
}

/* Whether found says what called does: an argument that was not given may be told. */
static bool covers(const struct mc_call *found, const struct mc_call *called)
{
    if (strcmp(found->macro, called->macro) != 0)
        return false;
    for (size_t i = 0; i < called->args.n; i++)
        if (called->args.v[i][0] != '\0' && !same(called->args.v[i], mc_call_arg(found, i)))
            return false;
    return true;
}

/* The site's own, and what its DOMAIN calls for it. */
static bool is_site(const struct mc_call *call)
{
    return call->site ||
           (call->place.file != NULL && strstr(call->place.file, "domain/") != NULL);
}

static bool is_macros(const struct mc_call *call)
{
    return call->place.file != NULL && strstr(call->place.file, "/m4/") != NULL;
}

/* What cannot be seen: names of paths that only macros read, and what they define anyway. */
static bool leaves_no_trace(const struct mc *mc, const struct mc_call *call)
{
    static const char *const silent[] = {"confCF_VERSION", "confEBINDIR"};
    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        if (strcmp(mc_call_arg(call, 0), silent[i]) == 0)
            return true;
    if (strcmp(call->macro, "define") != 0)
        return false;
    for (size_t i = 0; i < mc->n; i++)
        if (is_macros(&mc->calls[i]) && covers(call, &mc->calls[i]) &&
            covers(&mc->calls[i], call))
            return true;
    for (const struct mc_call *later = call + 1; later < mc->calls + mc->n; later++)
        if (strcmp(later->macro, "define") == 0 && !is_macros(later) &&
            strcmp(mc_call_arg(later, 0), mc_call_arg(call, 0)) == 0)
            return true; /* defined anew */
    return false;
}

static void measure(const struct mc *mc, const struct mc *found, const char *name,
                    struct score *score)
{
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (!is_site(call) || !counts(call) || leaves_no_trace(mc, call))
            continue;
        bool seen = false;
        for (size_t k = 0; k < found->n && !seen; k++)
            seen = covers(&found->calls[k], call);
        score->called++;
        score->seen += seen ? 1 : 0;
        if (!seen)
            fprintf(stderr, "%s: not found: %s(%s, %s)\n", name, call->macro, mc_call_arg(call, 0),
                    mc_call_arg(call, 1));
    }
    for (size_t i = 0; i < found->n; i++) {
        const struct mc_call *call = &found->calls[i];
        if (!counts(call))
            continue;
        bool meant = false;
        for (size_t k = 0; k < mc->n && !meant; k++)
            meant = !is_macros(&mc->calls[k]) &&
                    (covers(call, &mc->calls[k]) ||
                     (has_name(call) && !is_site(&mc->calls[k]) &&
                      strcmp(call->macro, mc->calls[k].macro) == 0 &&
                      strcmp(mc_call_arg(call, 0), mc_call_arg(&mc->calls[k], 0)) == 0));
        score->told++;
        score->meant += meant ? 1 : 0;
        if (!meant)
            fprintf(stderr, "%s: nobody called: %s(%s, %s)\n", name, call->macro,
                    mc_call_arg(call, 0), mc_call_arg(call, 1));
    }
}

/* Renders a .mc, and adds what its .cf shows of it; bare: without the comments of the .cf. */
static void add_score(const struct render_tools *tools, const char *path, bool bare,
                      struct score *score)
{
    const struct mc_request request = {.path = path, .root = ""};
    struct mc mc = {.n = 0}, found = {.n = 0};
    struct str text = STR_INIT, dumped = STR_INIT;
    struct err err = {0};
    struct cf cf;
    cr_assert_eq(mc_render(tools, &request, &mc, &text, &err), 0, "%s: %s", path, err.text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, path, &cf, &err), 0, "%s: %s", path, err.text);
    if (bare)
        cf_dump(&cf, &dumped);
    cf_calls_find(&cf, bare ? str_text(&dumped) : str_text(&text), bare ? dumped.len : text.len,
                  &found);
    const char *slash = strrchr(path, '/');
    measure(&mc, &found, slash != NULL ? slash + 1 : path, score);
    cf_free(&cf);
    mc_free(&mc);
    mc_free(&found);
    str_free(&text);
    str_free(&dumped);
}

static size_t percent(size_t part, size_t of)
{
    return of > 0 ? part * 100 / of : 100;
}

/*
 * A copy of the macros in which anybody may use Berkeley's DOMAIN and an unknown OSTYPE: half of
 * the samples name them, and the macros stop whoever does.
 */
static void copy_macros(struct render_tools *tools)
{
    static const char empty[] = "divert(-1)\n";
    static const char ostype[] = "divert(0)VERSIONID(`$Id: unknown.m4,v 8.10')divert(-1)\n";
    char *to = mem_dup(scratch_path("macros"));
    const char *const argv[] = {"/bin/cp", "-R", tools->cf_dir, to, NULL};
    struct child copy = {.argv = argv};
    cr_assert_eq(child_run(&copy, NULL), 0);
    cr_assert_eq(copy.status, 0);
    child_free(&copy);
    scratch_write("macros/domain/berkeley-only.m4", empty, strlen(empty), 0644);
    scratch_write("macros/ostype/unknown.m4", ostype, strlen(ostype), 0644);
    struct str cyrus = STR_INIT; /* it alone names no OSTYPE, without which there is no .cf */
    str_add(&cyrus, "OSTYPE(`bsd4.4')dnl\n");
    cr_assert_eq(file_read(scratch_path("macros/cf/cyrusproto.mc"), 65536, &cyrus, NULL), 0);
    scratch_write("macros/cf/cyrusproto.mc", str_text(&cyrus), cyrus.len, 0644);
    str_free(&cyrus);
    str_set(&tools->cf_dir, "%s/", to);
    free(to);
}

static void score_samples(bool bare, size_t floor)
{
    struct render_tools tools;
    glob_t names;
    struct score score = {0};
    if (!find_tools(&tools))
        return;
    copy_macros(&tools);
    struct str pattern = STR_INIT;
    str_addf(&pattern, "%scf/*.mc", tools.cf_dir);
    cr_assert_eq(glob(str_text(&pattern), 0, NULL, &names), 0);
    cr_assert(names.gl_pathc >= 33);
    for (size_t i = 0; i < names.gl_pathc; i++)
        add_score(&tools, names.gl_pathv[i], bare, &score);
    fprintf(stderr, "samples%s: %zu of %zu calls found, %zu of %zu found were called\n",
            bare ? " without comments" : "", score.seen, score.called, score.meant, score.told);
    cr_expect(percent(score.seen, score.called) >= floor);
    cr_expect(percent(score.meant, score.told) >= floor);
    globfree(&names);
    str_free(&pattern);
    render_free_tools(&tools);
}

Test(import_cf_calls, samples, .timeout = 300)
{
    score_samples(false, 95);
}

Test(import_cf_calls, samples_without_comments, .timeout = 300)
{
    score_samples(true, 95);
}
