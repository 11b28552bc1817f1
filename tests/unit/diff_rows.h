/*
 * A table of pairs of configurations and the difference that each must give;
 * what the tests of diff/ iterate over.
 */
#ifndef MCWIZARD_TESTS_DIFF_ROWS_H
#define MCWIZARD_TESTS_DIFF_ROWS_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "cf/cf.h"
#include "diff/diff.h"

struct diff_row {
    const char *old; /* lines; the frame of a whole file is put round them */
    const char *new;
    const char *kind; /* of the only difference, NULL: there must be none */
    const char *name;
    enum diff_verdict verdict;
};

static void diff_rows_load(struct cf *cf, const char *name, const char *lines)
{
    struct err err = {0};
    struct str in = STR_INIT;
    str_addf(&in, "V10/Berkeley\n%sSframe\nR$*\t$1\nMlocal, P=/bin/mail, F=l, A=mail $u\n", lines);
    int rc = cf_parse(in.buf, in.len, name, cf, &err);
    cr_assert_eq(rc, 0, "%s: %s", lines, err.text);
    str_free(&in);
}

static void diff_rows_compare(const char *old, const char *new, struct diff *out)
{
    struct cf a;
    struct cf b;
    diff_rows_load(&a, "old.cf", old);
    diff_rows_load(&b, "new.cf", new);
    diff_compare(&a, &b, out);
    cf_free(&a);
    cf_free(&b);
}

static inline void diff_rows_check(const struct diff_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct diff d = {0};
        diff_rows_compare(rows[i].old, rows[i].new, &d);
        if (rows[i].kind == NULL) {
            cr_expect_eq(d.n, 0, "row %zu: %zu differences, %s %s", i, d.n,
                         d.n > 0 ? d.v[0].kind : "", d.n > 0 ? d.v[0].name : "");
        } else {
            cr_expect_eq(d.n, 1, "row %zu: %zu differences", i, d.n);
            cr_assert_gt(d.n, 0, "row %zu", i);
            cr_expect_str_eq(d.v[0].kind, rows[i].kind, "row %zu: %s", i, d.v[0].kind);
            cr_expect_str_eq(d.v[0].name, rows[i].name, "row %zu: %s", i, d.v[0].name);
            cr_expect_eq(d.v[0].verdict, rows[i].verdict, "row %zu: %s %s", i,
                         diff_verdict_name(d.v[0].verdict), d.v[0].why);
            cr_expect_gt(strlen(d.v[0].why), 0);
        }
        diff_free(&d);
    }
}

#endif
