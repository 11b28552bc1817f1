/* A profile as it is: read back from its .mc by the real m4, it is the same. */
#include <strings.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/calls.h"

#include "model/value.h"

#include "render/as_is.h"
#include "render/mc.h"

#include "macro_rows.h"
#include "scratch.h"
#include "tools.h"

TestSuite(render_as_is, .init = scratch_make, .fini = scratch_remove);

/* What every .mc says, whatever the profile does, or import_finish for it. */
static const char *const always[] = {"host.ostype",         "roles.local",
                                     "roles.outbound",      "roles.inbound",
                                     "roles.relay",         "local.forward_files",
                                     "inbound.recipients",  "relay.recipients",
                                     "masquerade.envelope", "masquerade.exposed_users"};

static const struct extra none = {0};

/* Writes a profile, has m4 read it, and imports what it called. */
static void round_trip(const struct render_tools *tools, const struct profile *p, struct str *text,
                       struct mc *mc, struct import *imp)
{
    struct profile *bare = as_is_bare(p);
    struct str cf = STR_INIT;
    struct err err = {0};
    as_is_write(tools, bare, "hash", &none, text);
    char *path = mem_dup(scratch_write("x.mc", str_text(text), text->len, 0644));
    const struct mc_request request = {.path = path, .root = ""};
    cr_expect_eq(mc_render(tools, &request, mc, &cf, &err), 0, "%s in:\n%s", err.text,
                 str_text(text));
    err_clear(&err);
    cr_expect_eq(mc->warnings.n, 0, "%s in:\n%s", mc->warnings.n > 0 ? mc->warnings.v[0].text : "",
                 str_text(text));
    import_init(imp, tools->layout);
    import_calls(imp, mc);
    import_finish(imp, mc);
    for (size_t i = 0; i < imp->n_lines; i++)
        cr_expect(imp->lines[i].fate <= IMPORT_SETTING, "%s is not carried: %s", imp->lines[i].text,
                  imp->lines[i].why != NULL ? imp->lines[i].why : "");
    str_free(&cf);
    free(path);
    profile_free(bare);
}

static bool is_always(const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        if (strcmp(always[i], path) == 0)
            return true;
    return false;
}

static void expect_same(const struct profile *p, const struct import *imp)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const char *path = setting_at(i)->path;
        const json_t *back = import_value(imp, path);
        bool said = profile_has(p, path);
        char *was = said ? json_dumps(profile_value(p, path), JSON_ENCODE_ANY) : NULL;
        char *is = back != NULL ? json_dumps(back, JSON_ENCODE_ANY) : NULL;
        if (said && strncmp(path, "roles.", 6) != 0)
            cr_expect(is != NULL && strcmp(was, is) == 0, "%s: %s becomes %s", path, was,
                      is != NULL ? is : "nothing");
        else if (!said && !is_always(path) && is != NULL && strcmp(is, "[]") != 0 &&
                 strcmp(is, "{}") != 0) /* a table that is there, and empty */
            cr_expect(false, "%s: %s, which nobody has said", path, is);
        free(was);
        free(is);
    }
}

static void try_profile(const struct render_tools *tools, const struct profile *p)
{
    struct str text = STR_INIT;
    struct mc mc = {.n = 0};
    struct import imp;
    round_trip(tools, p, &text, &mc, &imp);
    expect_same(p, &imp);
    import_free(&imp);
    mc_free(&mc);
    str_free(&text);
}

/* Row by row, so that each stands on its own. */
Test(render_as_is, each_row_and_back, .timeout = 300)
{
    struct render_tools tools;
    size_t n = 0;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < MACRO_SAMPLES; i++) {
        if (macro_samples[i].sets[0] == NULL)
            continue;
        struct profile *p = macro_sample_profile(&macro_samples[i]);
        try_profile(&tools, p);
        profile_free(p);
        n++;
    }
    cr_expect_gt(n, 80);
    render_free_tools(&tools);
}

/* Whether sendmail does so anyway. */
static bool is_default(const struct setting *s, const char *value)
{
    struct str text = STR_INIT;
    bool same = false;
    str_addf(&text, "%s%s", value, s->suffix != NULL ? s->suffix : "");
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && o->value != NULL && strcmp(o->m4, s->conf) == 0)
            same = strcasecmp(o->value, str_text(&text)) == 0;
    str_free(&text);
    return same;
}

/* The nth value of a few that sendmail does not have anyway; none: nothing is put. */
static bool put_nth(struct profile *p, const struct setting *s, size_t nth)
{
    struct strs values = {0};
    struct str set = STR_INIT;
    struct errs errs = {0};
    const long numbers[] = {s->min, s->min + 1, s->max - 1, s->max};
    for (size_t i = 0; s->type == TYPE_INT && i < ARRAY_LEN(numbers); i++) {
        str_clear(&set);
        str_addf(&set, "%ld", numbers[i]);
        strs_add(&values, str_text(&set));
    }
    for (const char *const *c = s->choices; s->type == TYPE_CHOICE && *c != NULL; c++)
        strs_add(&values, *c);
    if (s->type == TYPE_BOOL)
        strs_split(&values, "true false", " ");
    const char *value = NULL;
    for (size_t i = 0, k = 0; i < values.n; i++)
        if (!is_default(s, values.v[i]) && k++ == nth)
            value = values.v[i];
    str_clear(&set);
    if (value != NULL) {
        str_addf(&set, "%s=%s", s->path, value);
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0, "%s", str_text(&set));
    }
    str_free(&set);
    strs_free(&values);
    return value != NULL;
}

/* Settings that are an option of sendmail.cf as they are, all in one. */
Test(render_as_is, plain_options_and_back, .timeout = 60)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t nth = 0; nth < 3; nth++) {
        static const char *const usual[] = {"host.name=h.example.org", "roles.local=yes"};
        struct profile *p = profile_of_sets(usual, ARRAY_LEN(usual));
        size_t n = 0;
        for (size_t i = 0; i < setting_count(); i++) {
            const struct setting *s = setting_at(i);
            if (s->conf != NULL && s->shape == SHAPE_ONE)
                n += put_nth(p, s, nth) ? 1 : 0;
        }
        cr_expect_gt(n, 40, "%zu", n);
        try_profile(&tools, p);
        profile_free(p);
    }
    render_free_tools(&tools);
}

/* What sendmail does anyway is said all the same: our own default may be another. */
Test(render_as_is, defaults_of_sendmail_and_back, .timeout = 60)
{
    static const char *const sets[] = {"host.name=h.example.org",    "roles.local=yes",
                                       "limits.queue_return_days=5", "timeouts.mail=600",
                                       "queue.single_thread=no",     "logging.level=9"};
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    struct profile *p = profile_of_sets(sets, ARRAY_LEN(sets));
    try_profile(&tools, p);
    profile_free(p);
    render_free_tools(&tools);
}

/* Everything at once that goes together. */
Test(render_as_is, many_and_back, .timeout = 60)
{
    static const char *const sets[] = {
        "host.name=mx.example.org",
        "host.ostype=linux",
        "host.domains=[]",
        "roles.local=yes",
        "roles.outbound=yes",
        "roles.inbound=yes",
        "submission.enabled=no",
        "outbound.smart_host=[relay.example.net]",
        "outbound.smart_host_port=587",
        "masquerade.as=example.org",
        "masquerade.envelope=yes",
        "masquerade.domains=a.example,b.example",
        "masquerade.exposed_users=root,joe",
        "access.deny_clients={}",
        "access.deny_recipients={}",
        "addresses.virtual_users={}",
        "addresses.generic_users={}",
        "addresses.generic_domains=example.org",
        "refuse.delay_checks=yes",
        "refuse.rate_of={}",
        "refuse.greet_pause=3000",
        "refuse.dns_lists={\"zen.example\": \"listed\", \"b.example\": \"\"}",
        "privacy.flags=noexpn,novrfy,restrictqrun",
        "filters.use=clamav,spam",
        "filters.sockets={\"clamav\": \"local:/run/c\", \"spam\": \"inet:783@127.0.0.1\"}",
        "filters.on_failure={\"clamav\": \"tempfail\", \"spam\": \"accept\"}",
        "queue.groups={\"slow\": \"30m\"}",
        "limits.message_size=20000000",
        "limits.queue_return_days=4",
        "more.options={\"confALIAS_WAIT\": \"7m\", \"LOCAL_MAILER_ARGS\": \"mail -d $u\"}",
        "more.features=nocanonify,notsticky",
        "more.mailers=procmail",
        "more.mailer_flags={\"LOCAL\": \"+S\"}",
        "more.client_options=Family=inet, Address=192.0.2.1",
    };
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    struct profile *p = profile_of_sets(sets, ARRAY_LEN(sets));
    try_profile(&tools, p);
    profile_free(p);
    render_free_tools(&tools);
}

/* Nothing is hardened: an almost empty profile is an almost empty .mc. */
Test(render_as_is, nothing_else_is_in_it)
{
    static const char *const sets[] = {"host.name=h.example.org", "roles.local=yes",
                                       "roles.inbound=yes"};
    static const char *const words[] = {"FEATURE",    "LOCAL_",  "DAEMON_OPTIONS", "undefine",
                                        "MASQUERADE", "EXPOSED", "FILTER"};
    const struct render_tools tools = {.layout = layout_find("debian")};
    struct profile *p = profile_of_sets(sets, ARRAY_LEN(sets)), *bare = as_is_bare(p);
    struct str mc = STR_INIT;
    size_t defines = 0;
    as_is_write(&tools, bare, "hash", &none, &mc);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        cr_expect_null(strstr(str_text(&mc), words[i]), "%s in:\n%s", words[i], str_text(&mc));
    for (const char *at = str_text(&mc); (at = strstr(at, "define(`conf")) != NULL; at++)
        defines++;
    cr_expect_eq(defines, 1, "%zu: confDOMAIN_NAME alone:\n%s", defines, str_text(&mc));
    cr_expect_not_null(strstr(str_text(&mc), "MAILER(`local')"));
    cr_expect_not_null(strstr(str_text(&mc), "MAILER(`smtp')"));
    str_free(&mc);
    profile_free(bare);
    profile_free(p);
}

/* The bare profile is a copy: the given one stays as it is. */
Test(render_as_is, bare)
{
    static const char *const sets[] = {"host.name=h.example.org", "limits.children=7"};
    struct profile *p = profile_of_sets(sets, ARRAY_LEN(sets)), *bare = as_is_bare(p);
    cr_expect_eq(profile_int(bare, "limits.children"), 7);
    cr_expect_str_eq(profile_text(bare, "host.name"), "h.example.org");
    cr_expect(profile_is_left_out(bare, "privacy.flags"));
    cr_expect(!profile_on(bare, "privacy.flags"));
    cr_expect(!profile_is_left_out(p, "privacy.flags"));
    cr_expect(profile_on(p, "privacy.flags"));
    profile_free(bare);
    profile_free(p);
}

/* Raw lines stand where they did: what is before a heading comes before the mailers. */
Test(render_as_is, raw_lines)
{
    static const char raw[] = "FEATURE(`nocanonify')dnl\nMAILER_DEFINITIONS\nMx, P=/bin/x, A=x\n"
                              "LOCAL_CONFIG\nD{a}1\nLOCAL_RULESETS\nSmine\nR$*\t$@ $1\n"
                              "LOCAL_NET_CONFIG\nR$*\t$1\n";
    const struct render_tools tools = {.layout = layout_find("debian")};
    struct profile *p = profile_of_sets(NULL, 0), *bare = as_is_bare(p);
    struct extra extra = {0};
    struct errs errs = {0};
    struct str mc = STR_INIT;
    cr_assert_eq(extra_parse(raw, strlen(raw), "extra", &extra, &errs), 0);
    as_is_write(&tools, bare, "hash", &extra, &mc);
    const char *text = str_text(&mc), *mailer = strstr(text, "\nMAILER(`local')");
    const char *feature = strstr(text, "\nFEATURE(`nocanonify')dnl\n");
    cr_assert(mailer != NULL && feature != NULL);
    cr_expect_lt(feature, mailer);
    cr_expect_not_null(strstr(mailer, "\nMAILER_DEFINITIONS\nMx, P=/bin/x, A=x\n"
                                      "LOCAL_CONFIG\nD{a}1\nLOCAL_RULESETS\nSmine\nR$*\t$@ $1\n"
                                      "LOCAL_NET_CONFIG\nR$*\t$1\n"));
    str_free(&mc);
    extra_free(&extra);
    profile_free(bare);
    profile_free(p);
}
