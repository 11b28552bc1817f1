/* What a rendered .mc carries of its profile and raw lines leads back to both, and does nothing. */
#include <glob.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "cf/mc_profile.h"
#include "model/extra.h"
#include "render/render.h"
#include "render/values.h"
#include "sys/file.h"

#include "profiles.h"
#include "scratch.h"
#include "tools.h"

TestSuite(render_values_profile, .init = scratch_make, .fini = scratch_remove);

/* The first has comments that could do harm, the second says the same without them. */
#define HOSTILE                                                                                    \
    "{\"//\": \"it's `dnl', ( ) , $1 $* m4_syscmd(id) \xc2\xab \xc2\xbb)m4_syscmd(id)m4_dnl\","    \
    "\"// ')syscmd(`id')dnl\": [\"\\n\\r\\t\\u0001\", \"\x7f\", \"define(`dnl')\", {\"a\": 1.5}]," \
    "\"host\": {\"//x\": \"\xf0\x9f\x93\xa7\xe2\x80\xa8\", \"name\": \"m.example.org\","           \
    "\"description\": \"it's \\\"$1\\\", \\\\ #\"}, \"roles\": {\"local\": true}}"
#define HARMLESS                                                                                   \
    "{\"host\": {\"name\": \"m.example.org\", \"description\": \"it's \\\"$1\\\", \\\\ #\"},"      \
    "\"roles\": {\"local\": true}}"

/* In any order; with headings that say nothing, without a newline at the end. */
static const char *const extras[] = {
    "",
    "define(`confMAX_HOP', `33')dnl",
    "\n# a comment\n\ndnl it's fine\n",
    "LOCAL_CONFIG\n",
    "LOCAL_RULESETS\nSMine\nR$*\t$@ $1\nLOCAL_CONFIG   \nCwa.example\n# $1 m4_dnl mc_none\n",
    "LOCAL_RULE_3\nR$* < @ c.example . >\t$@ $1\nLOCAL_RULE_1\ndefine(`confMAX_HOP', `33')dnl\n",
    "MAILER_DEFINITIONS\nMnone,\tP=/bin/true, F=l, A=true\nLOCAL_RULE_0\n"
    "R$* < @ b.example . >\n\t\t$#none $: $1\nLOCAL_NET_CONFIG\n\nR$* < @ d.example . >\t$@ $1\n"
    "dnl | {\"host\": 1}\n" MC_PROFILE_HEAD "\ndnl | {}\n",
};

static struct profile *parse(const char *text)
{
    struct errs errs = {0};
    struct profile *p = profile_parse(text, strlen(text), "test", &errs);
    cr_assert_not_null(p, "%s", errs.n > 0 ? errs.v[0].text : "");
    return p;
}

/* The .mc leads to a profile that is written like the first; its text is what it was. */
static void expect_back(const struct profile *p, const struct str *mc)
{
    struct str json = STR_INIT;
    long line = 0;
    cr_assert_eq(mc_profile_find(str_text(mc), mc->len, &json, &line), 1);
    cr_expect_gt(line, 50);
    for (const char *c = str_text(&json); *c != '\0'; c++)
        cr_expect(*c == '\n' || (*c >= ' ' && *c <= '~'), "0x%02x", (unsigned char)*c);
    struct profile *again = parse(str_text(&json));
    char *one = profile_dump(p), *two = profile_dump(again);
    cr_expect_str_eq(two, one);
    free(one);
    free(two);
    profile_free(again);
    str_free(&json);
}

static void expect_digest(const struct profile *p, const struct str *extra, const struct str *mc)
{
    char *made = profile_digest_with(p, extra), *stamped = mc_profile_digest(mc->buf, mc->len);
    cr_assert_not_null(stamped);
    cr_expect_str_eq(stamped, made);
    free(made);
    free(stamped);
}

Test(render_values_profile, every_example)
{
    struct render_tools tools;
    glob_t found = {0};
    const char *top = getenv("TOP");
    if (top == NULL)
        cr_skip_test("TOP does not name the tree");
    if (!find_tools(&tools))
        return;
    struct str pattern = STR_INIT;
    str_addf(&pattern, "%s/profiles/*.json", top);
    cr_assert_eq(glob(str_text(&pattern), 0, NULL, &found), 0);
    cr_expect_geq(found.gl_pathc, 10);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct render_output out = {.n = 0};
        struct str text = STR_INIT;
        struct err err = {0};
        cr_assert_eq(file_read(found.gl_pathv[i], 1 << 20, &text, &err), 0);
        struct profile *p = parse(str_text(&text));
        cr_assert_eq(render_profile(&tools, p, true, &out, &err), 0, "%s", err.text);
        const struct str *mc = &render_find(&out, "sendmail.mc")->data;
        expect_back(p, mc);
        expect_digest(p, &(struct str)STR_INIT, mc);
        cr_expect(strstr(str_text(&render_find(&out, "submit.mc")->data), "dnl |") == NULL);
        render_free(&out);
        profile_free(p);
        str_free(&text);
    }
    globfree(&found);
    str_free(&pattern);
    render_free_tools(&tools);
}

/* Whatever a comment says, m4 reads none of it: the other files are the same byte for byte. */
Test(render_values_profile, comments_do_nothing)
{
    struct render_tools tools;
    struct render_output out[2] = {{.n = 0}, {.n = 0}};
    struct profile *p[2] = {parse(HOSTILE), parse(HARMLESS)};
    struct str own[2] = {STR_INIT, STR_INIT}; /* the .mc without its profile */
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(render_profile(&tools, p[i], true, &out[i], &err), 0, "%s", err.text);
        const struct str *mc = &render_find(&out[i], "sendmail.mc")->data;
        expect_back(p[i], mc);
        const char *head = strstr(str_text(mc), MC_PROFILE_HEAD);
        cr_assert_not_null(head);
        str_addn(&own[i], str_text(mc), (size_t)(head - str_text(mc)));
    }
    cr_expect_str_eq(str_text(&own[0]), str_text(&own[1]));
    cr_assert_eq(out[0].n, out[1].n);
    for (size_t f = 0; f < out[0].n; f++)
        if (strcmp(out[0].files[f].name, "sendmail.mc") != 0)
            cr_expect_str_eq(str_text(&out[0].files[f].data), str_text(&out[1].files[f].data), "%s",
                             out[0].files[f].name);
    for (size_t i = 0; i < 2; i++) {
        render_free(&out[i]);
        profile_free(p[i]);
        str_free(&own[i]);
    }
    render_free_tools(&tools);
}

/* The raw lines come back in one order, and make the same files again. */
Test(render_values_profile, raw_lines)
{
    static const char json[] = "{\"host\": {\"name\": \"m.example.org\"}, \"roles\": {\"local\": "
                               "true}, \"extra\": {\"file\": \"e.mc\"}}";
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(extras); i++) {
        struct render_output one = {.n = 0}, two = {.n = 0};
        struct str back = STR_INIT, dump = STR_INIT;
        struct extra extra = {0};
        struct errs errs = {0};
        struct err err = {0};
        struct profile *p = profile_parse(json, strlen(json), scratch_path("p.json"), &errs);
        scratch_write("e.mc", extras[i], strlen(extras[i]), 0644);
        cr_assert_eq(render_profile(&tools, p, true, &one, &err), 0, "%zu: %s", i, err.text);
        const struct str *mc = &render_find(&one, "sendmail.mc")->data;
        expect_back(p, mc);
        cr_assert_eq(extra_parse(extras[i], strlen(extras[i]), "x", &extra, &errs), 0);
        extra_dump(&extra, &dump);
        cr_expect_eq(mc_profile_extra(str_text(mc), mc->len, &back), dump.len > 0 ? 1 : 0);
        cr_expect_str_eq(str_text(&back), str_text(&dump), "row %zu", i);
        expect_digest(p, &back, mc);
        scratch_write("e.mc", str_text(&back), back.len, 0644);
        cr_assert_eq(render_profile(&tools, p, true, &two, &err), 0, "%zu: %s", i, err.text);
        cr_assert_eq(one.n, two.n);
        for (size_t f = 0; f < one.n; f++)
            cr_expect_str_eq(str_text(&one.files[f].data), str_text(&two.files[f].data), "%s",
                             one.files[f].name);
        render_free(&one);
        render_free(&two);
        extra_free(&extra);
        profile_free(p);
        str_free(&back);
        str_free(&dump);
    }
    render_free_tools(&tools);
}

Test(render_values_profile, too_long)
{
    struct str text = STR_INIT;
    str_add(&text, "{\"//\": \"");
    /* Fifteen bytes of the dump are around them. */
    for (int i = 0; i < MC_PROFILE_MAX - 15; i++)
        str_addch(&text, 'x');
    for (int more = 0; more < 2; more++) {
        struct str json = STR_INIT, out = STR_INIT;
        str_addf(&json, "%s%s\"}", str_text(&text), more == 0 ? "" : "x");
        struct profile *p = parse(str_text(&json));
        values_add_profile(p, &out);
        cr_expect_eq(strstr(str_text(&out), "does not stand here: it has more than 64 KiB") != NULL,
                     more == 1);
        cr_expect_eq(strstr(str_text(&out), MC_PROFILE_HEAD) != NULL, more == 0);
        cr_expect_eq(out.len > MC_PROFILE_MAX, more == 0);
        profile_free(p);
        str_free(&json);
        str_free(&out);
    }
    str_free(&text);
}
