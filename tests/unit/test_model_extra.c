/* Tests of model/extra.c: raw lines in their parts, and what is refused. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "model/extra.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(model_extra, .init = scratch_make, .fini = scratch_remove);

/* Each text and its errors, "LINE:COLUMN WORD" in a row; "" if it is fine. */
static const struct {
    const char *text, *errors;
} rows[] = {
    {"", ""},
    {"\n\n", ""},
    {"dnl it's `fine\n", ""},
    {"FEATURE(`x')dnl it's\n", ""},
    {"define(`X', `a\nb')dnl\n", ""},
    {"define(`X',\n\t`a')dnl\n# a comment\n", ""},
    {"define(`X', defn(`Y'))dnl\n", ""},
    {"LOCAL_CONFIG\n# include the words syscmd and builtin\nCwa.b", ""},
    {"LOCAL_CONFIG\nDMHUB\n", ""},
    {"LOCAL_CONFIG   \nundefine(`confX')dnl\n", ""},
    {"LOCAL_RULESETS\nSx\nR$*\t$@ x\nR$*\n\t\t$@ x\n", ""},
    {"LOCAL_RULESETS\nSx\nR$* $@ x\n", "3:1 rule"},
    {"LOCAL_RULESETS\nSx\nR$* $@ x\nR$*\t$@ x\nR$* y", "3:1 rule;5:1 rule"},
    {"LOCAL_RULE_0\nR$* $@ x\nLOCAL_CONFIG\nCwa.b\n", "2:1 rule"},
    {"define(`X', `y'\n", "1:7 parenthesis"},
    {"define(`X', `y'))\n", "1:17 parenthesis"},
    {"define(`X', `y)\n", "1:13 quote"},
    {"define(`X', `y)\nLOCAL_CONFIG\nCw'\n", "1:13 quote;3:3 end"},
    {"LOCAL_CONFIG\n'\n`", "2:1 is;2:1 end;3:1 is;3:1 quote"},
    {"syscmd(`x')dnl\n", "1:1 syscmd"},
    {"define(`X', `esyscmd')dnl\n", "1:14 esyscmd"},
    {"define(`X', ``include(`y')'')dnl\n", "1:15 include"},
    {"LOCAL_CONFIG\n# sinclude(x)\n", "2:3 sinclude"},
    {"divert\n", "1:1 is;1:1 divert"},
    {"changecom(`#') changequote\n", "1:1 changecom;1:16 changequote"},
    {"define(`X', indir(`a', builtin(`b')))dnl\n", "1:13 indir;1:24 builtin"},
    {"m4exit(0)\nm4wrap(`x')\n", "1:1 m4exit;2:1 m4wrap"},
    {"undefine(`dnl')\n", "1:11 dnl"},
    {"define(`X', `dnl syscmd(`x')')\n", "1:18 syscmd"},
    {"LOCAL_CONFIG\nLOCAL_CONFIG\n", "2:1 LOCAL_CONFIG"},
    {"LOCAL_CONFG\nCwa.b\n", "1:1 LOCAL_CONFG"},
    {"LOCAL_SOMETHING_ELSE\n", "1:1 LOCAL_SOMETHING_ELSE"},
    {"hello\n", "1:1 is"},
    {"O MaxHopCount=5\n", "1:1 is"},
    {"LOCAL_CONFIG\nhello\n", "2:1 is"},
    {"dnl \xc3\xbc\n", "1:5 byte"},
    {"dnl\n\tx\r\n", "2:3 byte"},
    {"dnl # >>> extra.file\n\ndnl # <<< extra.file\n", "1:1 is;3:1 is"},
    {"dnl # >>> extra\ndnl # extra.file\n", ""},
};

Test(model_extra, judged)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct extra extra = {0};
        struct errs errs = {0};
        struct str have = STR_INIT;
        int rc = extra_parse(rows[i].text, strlen(rows[i].text), "extra.mc", &extra, &errs);
        for (size_t k = 0; k < errs.n; k++) {
            const char *text = errs.v[k].text;
            const char *const words[] = {"parenthesis", "quote (", "rule", "end of"};
            size_t len = strcspn(text, " ");
            for (size_t w = 0; w < ARRAY_LEN(words); w++)
                if (strncmp(text, "a", 1) == 0 && strstr(text, words[w]) != NULL) {
                    text = strstr(text, words[w]);
                    len = strcspn(text, " ");
                    break;
                }
            str_addf(&have, "%s%ld:%ld %.*s", k > 0 ? ";" : "", errs.v[k].line, errs.v[k].column,
                     (int)len, text);
            cr_expect_str_eq(errs.v[k].setting, "extra.file");
        }
        cr_expect_str_eq(str_text(&have), rows[i].errors, "row %zu: %s: have \"%s\"", i,
                         rows[i].text, str_text(&have));
        cr_expect_eq(rc, rows[i].errors[0] == '\0' ? 0 : -1, "row %zu", i);
        str_free(&have);
        errs_free(&errs);
        extra_free(&extra);
    }
}

Test(model_extra, parts)
{
    static const char text[] =
        "dnl 1\nMAILER_DEFINITIONS\nMx\nLOCAL_RULE_0\nR1\t1\nLOCAL_RULE_3\nR3\t3\n"
        "LOCAL_CONFIG\nCwa\n\nLOCAL_RULESETS\nSx\nLOCAL_TRY_TLS\nR4\t4";
    struct extra extra = {0};
    struct errs errs = {0};
    struct str dump = STR_INIT;
    cr_assert_eq(extra_parse(text, strlen(text), "x", &extra, &errs), 0);
    cr_expect_str_eq(str_text(&extra.all), text);
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_FIRST]), "dnl 1\n");
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_MAILER]), "Mx\n");
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_CONFIG]), "Cwa\n\n");
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_RULE0]), "R1\t1\n");
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_RULESETS]), "Sx\n");
    cr_expect_str_eq(str_text(&extra.parts[EXTRA_TAIL]),
                     "LOCAL_RULE_3\nR3\t3\nLOCAL_TRY_TLS\nR4\t4\n");
    extra_dump(&extra, &dump);
    cr_expect_str_eq(str_text(&dump),
                     "dnl 1\nMAILER_DEFINITIONS\nMx\nLOCAL_CONFIG\nCwa\n\nLOCAL_RULE_0\nR1\t1\n"
                     "LOCAL_RULESETS\nSx\nLOCAL_RULE_3\nR3\t3\nLOCAL_TRY_TLS\nR4\t4\n");
    str_free(&dump);
    extra_free(&extra);
}

Test(model_extra, blame)
{
    static const char text[] = "one\ntwo\ntwo\n";
    struct extra extra = {0};
    struct err err = {0};
    str_add(&extra.all, text);
    extra.name = mem_dup("/x/extra.mc");
    err_set_at(&err, ERR_TOOL, "sendmail.cf", 7, 3, "wrong");
    extra_blame(&extra, "three", 5, &err);
    extra_blame(&extra, "", 0, &err);
    cr_expect_eq(err.line, 7);
    extra_blame(&extra, "two", 3, &err);
    char *line = err_format(&err);
    cr_expect_str_eq(line, "/x/extra.mc:2: extra.file: wrong");
    free(line);
    err_clear(&err);
    extra_free(&extra);
}

/* The file of a profile: beside it, absolute, missing, writable by others. */
Test(model_extra, loaded)
{
    static const char json[] = "{\"host\": {\"name\": \"a.b\"}, \"extra\": {\"file\": \"e.mc\"}}";
    struct errs errs = {0};
    struct extra extra = {0};
    struct profile *p = profile_parse(json, strlen(json), scratch_path("p.json"), &errs);
    cr_assert_not_null(p);
    cr_expect_eq(extra_load(p, &extra, &errs), -1);
    cr_assert_eq(errs.n, 1);
    cr_expect(strstr(errs.v[0].text, "e.mc: cannot read") != NULL, "%s", errs.v[0].text);
    cr_expect_str_eq(errs.v[0].setting, "extra.file");
    cr_expect_eq(errs.v[0].line, 1);
    errs_free(&errs);
    scratch_write("e.mc", "dnl x\n", 6, 0664);
    cr_expect_eq(extra_load(p, &extra, &errs), -1);
    cr_expect(strstr(errs.v[0].text, "written by others") != NULL, "%s", errs.v[0].text);
    cr_expect_str_eq(errs.v[0].mend, "chmod go-w it");
    errs_free(&errs);
    const char *path = scratch_write("e.mc", "dnl x\n", 6, 0644);
    cr_expect_eq(extra_load(p, &extra, &errs), 0);
    cr_expect_str_eq(str_text(&extra.all), "dnl x\n");
    char *one = profile_digest(p), *two = profile_digest_with(p, &extra.all);
    cr_expect_str_neq(one, two);
    free(one);
    free(two);
    extra_free(&extra);
    profile_free(p);
    /* Absolute, from a profile without a file. */
    p = profile_new();
    char *beside = profile_beside(p, "e.mc");
    cr_expect_str_eq(beside, "e.mc");
    free(beside);
    cr_expect_eq(extra_load(p, &extra, &errs), 0);
    cr_expect_eq(extra.all.len, 0);
    char *set = NULL;
    str_set(&set, "extra.file=%s", path);
    cr_assert_eq(profile_set(p, set, &errs), 0);
    cr_expect_eq(extra_load(p, &extra, &errs), 0);
    cr_expect_str_eq(str_text(&extra.all), "dnl x\n");
    free(set);
    extra_free(&extra);
    profile_free(p);
}
