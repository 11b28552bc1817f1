/* Tests of base/err.c: the first error wins; places, order and text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/err.h"
#include "base/mem.h"

Test(base_err, first_error_wins)
{
    struct err err = {0};
    cr_expect_not(err_is_set(&err));
    cr_expect_eq(err_set(&err, ERR_INPUT, "first %d", 1), -1);
    cr_expect_eq(err_set(&err, ERR_SYSTEM, "second"), -1);
    cr_expect_eq(err_set_at(&err, ERR_SYSTEM, "f", 1, 2, "third"), -1);
    cr_expect(err_is_set(&err));
    cr_expect_eq(err.code, ERR_INPUT);
    cr_expect_str_eq(err.text, "first 1");
    cr_expect_null(err.file);
    err_mend(&err, "mend %s", "one");
    err_mend(&err, "mend two");
    cr_expect_str_eq(err.mend, "mend one");
    err_clear(&err);
    cr_expect_not(err_is_set(&err));
    cr_expect_null(err.text);
    err_clear(&err);
}

Test(base_err, nobody_wants_to_know)
{
    cr_expect_eq(err_set(NULL, ERR_INPUT, "x"), -1);
    cr_expect_eq(err_set_at(NULL, ERR_INPUT, "f", 1, 1, "x"), -1);
    cr_expect_eq(err_set_errno(NULL, "f", "x"), -1);
    cr_expect_eq(err_mend(NULL, "x"), -1);
}

Test(base_err, names_errno)
{
    struct err err = {0};
    errno = ENOENT;
    err_set_errno(&err, "/nowhere", "cannot read");
    char *line = err_format(&err);
    cr_expect_str_eq(line, "/nowhere: cannot read: No such file or directory");
    free(line);
    cr_expect_eq(err.code, ERR_SYSTEM);
    err_clear(&err);
}

Test(base_err, format)
{
    static const struct {
        const char *file;
        long line, column;
        const char *setting, *mend, *expect;
    } rows[] = {
        {NULL, 0, 0, NULL, NULL, "text"},
        {"f", 0, 0, NULL, NULL, "f: text"},
        {"f", 3, 0, NULL, NULL, "f:3: text"},
        {"f", 3, 7, NULL, NULL, "f:3:7: text"},
        {"f", 0, 7, NULL, NULL, "f: text"},
        {NULL, 3, 7, NULL, NULL, "text"},
        {"f", 3, 7, "a.b", NULL, "f:3:7: a.b: text"},
        {NULL, 0, 0, "a.b", "do it", "a.b: text; do it"},
        {"f", 3, 7, "a.b", "do it", "f:3:7: a.b: text; do it"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        err_set_at(&err, ERR_INPUT, rows[i].file, rows[i].line, rows[i].column, "text");
        err.setting = rows[i].setting != NULL ? mem_dup(rows[i].setting) : NULL;
        if (rows[i].mend != NULL)
            err_mend(&err, "%s", rows[i].mend);
        char *line = err_format(&err);
        cr_expect_str_eq(line, rows[i].expect, "row %zu: %s", i, line);
        free(line);
        err_clear(&err);
    }
    struct err none = {0};
    char *line = err_format(&none);
    cr_expect_str_eq(line, "unknown error");
    free(line);
}

Test(base_err, list_is_sorted_by_place_and_stable)
{
    static const struct {
        const char *file;
        long line, column;
        const char *text;
    } rows[] = {{"b", 1, 1, "7"}, {"a", 2, 1, "5"}, {"a", 1, 9, "3"},  {"a", 1, 2, "1"},
                {"a", 1, 2, "2"}, {"a", 1, 9, "4"}, {NULL, 9, 9, "0"}, {"a", 10, 1, "6"}};
    struct errs errs = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err *e = errs_add(&errs, ERR_INPUT, rows[i].file, rows[i].line, rows[i].column, "%s",
                                 rows[i].text);
        cr_assert_str_eq(e->text, rows[i].text);
    }
    errs_sort(&errs);
    for (size_t i = 0; i < errs.n; i++)
        cr_expect_eq(atoi(errs.v[i].text), (int)i, "%s at %zu", errs.v[i].text, i);
    errs_free(&errs);
    cr_expect_eq(errs.n, 0);
    errs_sort(&errs);
}

Test(base_err, list_takes)
{
    struct errs errs = {0};
    struct err err = {0};
    err_set(&err, ERR_TOOL, "moved");
    errs_add_take(&errs, &err);
    cr_expect_not(err_is_set(&err));
    cr_expect_null(err.text);
    cr_expect_str_eq(errs.v[0].text, "moved");
    errs_free(&errs);
}

Test(base_err, trouble_is_two)
{
    static const enum err_code codes[] = {ERR_USAGE, ERR_INPUT, ERR_SYSTEM, ERR_TOOL};
    cr_expect_eq(err_exit_status(ERR_NONE), 0);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        cr_expect_eq(err_exit_status(codes[i]), 2);
}

Test(base_err, several_in_one)
{
    struct errs errs = {0};
    struct err err = {0};
    errs_into(&errs, &err);
    cr_expect_not(err_is_set(&err));
    for (int i = 0; i < 3; i++)
        errs_add(&errs, ERR_INPUT, NULL, 0, 0, "%d", i);
    errs_into(&errs, &err);
    cr_expect_eq(errs.n, 0);
    cr_expect_str_eq(err.text, "0");
    cr_assert_not_null(err.more);
    cr_expect_eq(err.more->n, 2);
    cr_expect_str_eq(err.more->v[1].text, "2");
    /* The first wins, as always. */
    errs_add(&errs, ERR_INPUT, NULL, 0, 0, "late");
    errs_into(&errs, &err);
    cr_expect_eq(errs.n, 0);
    cr_expect_str_eq(err.text, "0");
    errs_add_take(&errs, &err);
    cr_expect_not(err_is_set(&err));
    cr_expect_null(err.more);
    cr_expect_eq(errs.n, 3);
    cr_expect_str_eq(errs.v[2].text, "2");
    errs_free(&errs);
    errs_add(&errs, ERR_INPUT, NULL, 0, 0, "alone");
    errs_into(&errs, &err);
    cr_expect_null(err.more);
    err_clear(&err);
    errs_add(&errs, ERR_INPUT, NULL, 0, 0, "for nobody");
    errs_into(&errs, NULL);
    cr_expect_eq(errs.n, 0);
}
