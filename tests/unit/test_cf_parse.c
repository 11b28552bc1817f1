/* The frame of the parser: lines, continuations, comments, and what is no sendmail.cf. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cf/cf.h"

/* What every file needs to be taken for whole. */
#define TAIL "Slast\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n"

static char *dump_of(const char *text, size_t len)
{
    struct cf cf;
    struct err err = {0};
    struct str out = STR_INIT;
    int rc = cf_parse(text, len, "t.cf", &cf, &err);
    char *message = rc != 0 ? err_format(&err) : NULL;
    cr_assert_eq(rc, 0, "%s: %s", text, message);
    cf_dump(&cf, &out);
    cf_free(&cf);
    return str_take(&out);
}

Test(cf_parse, comments_and_folds)
{
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"V10\nD{xx}abc # gone\n", "V10\nD{xx}abc\n"},
        {"V10\nD{xx}a\\#b # gone\n", "V10\nD{xx}a\\#b\n"},
        {"V10\nD{xx}$#b # gone\n", "V10\nD{xx}$#b\n"},
        {"V10\nD{xx}$$#gone\n", "V10\nD{xx}$$\n"},
        {"V10\nD{xx}$&#b\n", "V10\nD{xx}$&#b\n"},
        {"D{xx}level none # stays\nV10\n", "D{xx}level none # stays\nV10\n"},
        {"V10\n# a comment\n\tthat goes on\nDxy\n", "V10\nDxy\n"},
        {"V10\nHReceived: a # c\n\tb\n", "V10\nHReceived: a\n\tb\n"},
        {"V10\nDxa\n\t# only a comment\n\tb\n", "V10\nDxa\n\tb\n"},
        {"V10\nDxa   \n   \n", "V10\nDxa\n"},
        {"\n\nV10\n\n\n", "V10\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str in = STR_INIT;
        str_addf(&in, "%s%s", rows[i].in, TAIL);
        char *got = dump_of(str_text(&in), in.len);
        size_t len = strlen(rows[i].out);
        cr_expect_eq(strncmp(got, rows[i].out, len), 0, "row %zu: %s", i, got);
        cr_expect_str_eq(got + len, TAIL, "row %zu", i);
        free(got);
        str_free(&in);
    }
}

Test(cf_parse, refused)
{
    static const struct {
        const char *text;
        long line;
        long column;
        const char *says;
    } rows[] = {
        {"", 0, 0, "is no sendmail.cf"},
        {"root:x:0:0:root:/root:/bin/sh\n", 1, 1, "is no sendmail.cf"},
        {"# nothing\n", 0, 0, "is no sendmail.cf"},
        {"Hello world\n", 1, 2, "is no sendmail.cf"},
        {" V10\n", 1, 1, "is no sendmail.cf"},
        {"{\"v\": 1}\n", 1, 1, "is no sendmail.cf"},
        {"V10\ndivert(-1)\n" TAIL, 2, 1, "unknown command `d'"},
        {"V10\n\n   \n" TAIL, 3, 1, "continues the empty line"},
        {"V10\r\n" TAIL, 1, 4, "CR LF"},
        {"V10\nDx\ra\n" TAIL, 2, 3, "carriage return"},
        {"V10\nSa\nR$*\t$1\nMlocal, P=/x, A=x", 4, 0, "looks cut off"},
        {"V10\nMlocal, P=/x, A=x\n", 2, 0, "no ruleset"},
        {"V10\nSa\nR$*\t$1\n", 3, 0, "no mailer `local'"},
        {"V10\nS0\nR$*\t$#esmtp $@ $1 $: $1\n" TAIL, 6, 0, "looks cut off"},
        {TAIL "Scut\n", 4, 0, "ruleset without rules"},
        {TAIL "Mcut, P=/x\n", 4, 5, "cut off"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf cf;
        struct err err = {0};
        cr_assert_eq(cf_parse(rows[i].text, strlen(rows[i].text), "t.cf", &cf, &err), -1, "row %zu",
                     i);
        cr_expect_not_null(strstr(err.text, rows[i].says), "row %zu: %s", i, err.text);
        cr_expect_eq(err.line, rows[i].line, "row %zu: line %ld", i, err.line);
        cr_expect_eq(err.column, rows[i].column, "row %zu: column %ld", i, err.column);
        cr_expect_str_eq(err.file, "t.cf");
        cr_expect_null(cf.v, "nothing stays after an error");
        err_clear(&err);
    }
}

Test(cf_parse, nul_byte)
{
    static const char text[] = "V10\nDxa\0b\n" TAIL;
    struct cf cf;
    struct err err = {0};
    cr_assert_eq(cf_parse(text, sizeof(text) - 1, "t.cf", &cf, &err), -1);
    cr_expect_eq(err.line, 2);
    cr_expect_eq(err.column, 4);
    err_clear(&err);
}

Test(cf_parse, long_lines)
{
    static const struct {
        const char *begin;
        size_t n;
        bool ok;
    } rows[] = {
        {"D{xx}", 60000, true}, {"D{xx}", 70000, false}, {"# ", 60000, true},
        {"# ", 1000000, false}, {"O Foo=", 5000, true},  {"C{x}", 2000, true},
        {"C{x}", 2100, false},  {"Sx\nR", 2100, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf cf;
        struct err err = {0};
        struct str in = STR_INIT;
        str_add(&in, rows[i].begin);
        for (size_t k = 0; k < rows[i].n; k++)
            str_addch(&in, 'a');
        str_add(&in, "\n" TAIL);
        int rc = cf_parse(in.buf, in.len, "t.cf", &cf, &err);
        cr_expect_eq(rc, rows[i].ok ? 0 : -1, "row %zu", i);
        cr_expect_eq(err_is_set(&err), !rows[i].ok);
        cf_free(&cf);
        err_clear(&err);
        str_free(&in);
    }
}
