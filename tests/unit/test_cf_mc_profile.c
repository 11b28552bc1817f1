/* Tests of cf/mc_profile.c: what a .mc carries, whole or damaged. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "cf/mc_profile.h"

#define HEAD MC_PROFILE_HEAD "\n"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BEGIN(heading) "dnl # >>> extra.file: " heading " of extra.mc\n"
#define END "dnl # <<< extra.file\n"

Test(cf_mc_profile, find)
{
    static const struct {
        const char *text, *json; /* "": there is none */
        long line;
    } rows[] = {
        {"", "", 0},
        {"OSTYPE(`linux')dnl\n", "", 0},
        {HEAD, "", 0},
        {HEAD "dnl\ndnl | {}\n", "", 0},
        {"dnl | {}\n", "", 0},
        {HEAD "dnl | {\ndnl | }\n", "{\n}\n", 2},
        {"a\nb\n" HEAD "dnl | {}", "{}\n", 4},
        {HEAD "dnl | {}\n\ndnl | x\n", "{}\n", 2},
        {MC_PROFILE_HEAD "\r\ndnl | {\r\ndnl |   \"//\": 1}\r\n", "{\n  \"//\": 1}\n", 2},
        /* Raw lines that look like it stand before ours. */
        {HEAD "dnl | {\"a\": 1}\nSx\n" HEAD "dnl | {}\n", "{}\n", 5},
        {MC_PROFILE_HEAD " \ndnl | {}\n", "", 0},
        {" " HEAD "dnl | {}\n", "", 0},
        {HEAD "dnl |\ndnl | {}\n", "", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str json = STR_INIT;
        long line = 0;
        int found = mc_profile_find(rows[i].text, strlen(rows[i].text), &json, &line);
        cr_expect_eq(found, rows[i].json[0] != '\0', "row %zu", i);
        cr_expect_str_eq(str_text(&json), rows[i].json, "row %zu", i);
        if (found == 1)
            cr_expect_eq(line, rows[i].line, "row %zu: line %ld", i, line);
        str_free(&json);
    }
}

/* No byte behind the end of the text is looked at. */
Test(cf_mc_profile, find_in_a_part)
{
    static const char text[] = HEAD "dnl | {}\ndnl | more\n";
    struct str json = STR_INIT;
    long line;
    str_add(&json, "before");
    cr_expect_eq(mc_profile_find(text, strlen(HEAD "dnl | {"), &json, &line), 1);
    cr_expect_str_eq(str_text(&json), "before{\n");
    str_free(&json);
}

Test(cf_mc_profile, digest)
{
    static const struct {
        const char *text, *digest;
    } rows[] = {
        {"divert(-1)dnl\n#\n# Profile:  SHA-256 " DIGEST "\n", DIGEST},
        {"# Profile:  SHA-256 " DIGEST "\r\n# Profile:  SHA-256 f\n", DIGEST},
        {"# Profile:  SHA-256 " DIGEST "0\n", NULL},
        {"# Profile:  SHA-256 0123\n", NULL},
        {"dnl # Profile:  SHA-256 " DIGEST "\n", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *digest = mc_profile_digest(rows[i].text, strlen(rows[i].text));
        if (rows[i].digest == NULL)
            cr_expect_null(digest, "row %zu", i);
        else
            cr_expect_str_eq(digest, rows[i].digest, "row %zu", i);
        free(digest);
    }
}

Test(cf_mc_profile, extra)
{
    static const struct {
        const char *text;
        int found;
        const char *extra;
    } rows[] = {
        {"", 0, ""},
        {"MAILER(`smtp')dnl\n", 0, ""},
        {BEGIN("the beginning") "define(`X', `y')dnl\n\n" END, 1, "define(`X', `y')dnl\n\n"},
        {BEGIN("LOCAL_CONFIG") "Cwa.b\n" END "LOCAL_RULESETS\n" BEGIN("LOCAL_RULESETS") "Sx\n" END,
         1, "LOCAL_CONFIG\nCwa.b\nLOCAL_RULESETS\nSx\n"},
        {BEGIN("MAILER_DEFINITIONS") "Mx\n" END BEGIN("LOCAL_RULE_0") "R1\t1\n" END BEGIN(
             "the other headings") "LOCAL_RULE_3\nR3\t3\n" END,
         1, "MAILER_DEFINITIONS\nMx\nLOCAL_RULE_0\nR1\t1\nLOCAL_RULE_3\nR3\t3\n"},
        {"dnl # >>> extra.file: LOCAL_CONFIG of x\r\nDx\r\ndnl # <<< extra.file\r\n", 1,
         "LOCAL_CONFIG\nDx\n"},
        /* Ours has no such part. */
        {BEGIN("LOCAL_NET_CONFIG") "R1\t1\n", 0, ""},
    };
    static const char *const damaged[] = {
        BEGIN("LOCAL_CONFIG") "Cwa.b\n",
        "Cwa.b\n" END,
        BEGIN("LOCAL_CONFIG") BEGIN("LOCAL_RULESETS") "Sx\n" END,
        BEGIN("LOCAL_CONFIG") END END,
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str extra = STR_INIT;
        cr_expect_eq(mc_profile_extra(rows[i].text, strlen(rows[i].text), &extra), rows[i].found,
                     "row %zu", i);
        cr_expect_str_eq(str_text(&extra), rows[i].extra, "row %zu", i);
        str_free(&extra);
    }
    for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
        struct str extra = STR_INIT;
        cr_expect_eq(mc_profile_extra(damaged[i], strlen(damaged[i]), &extra), -1, "row %zu", i);
        str_free(&extra);
    }
}
