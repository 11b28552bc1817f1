/* The unified form, by diff(1). */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "diff/unified.h"

#include "diff_rows.h"

#define DIFF "/usr/bin/diff"

static char folder[] = "/tmp/mcwizard-test.XXXXXX";

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(setenv("TMPDIR", folder, 1), 0);
}

static void teardown(void)
{
    cr_expect_eq(rmdir(folder), 0, "something was left in %s", folder);
}

TestSuite(diff_unified, .init = setup, .fini = teardown);

Test(diff_unified, same_and_different)
{
    static const struct {
        const char *old;
        const char *new;
        const char *line; /* that must be there; NULL: no difference */
    } rows[] = {
        {"OL9\nDxa\n", "Dxa\nO LogLevel=9\n", NULL},
        {"OL9\n", "OL10\n", "\n+O LogLevel=10\n"},
        {"", "Sx\nR$*\t$1\n", "\n+R$*\t$1\n"},
        {"Sx\nR$*\t$1\n", "Sx\nR$*  $1\n", "\n+R$*  $1\n"},
    };
    if (access(DIFF, X_OK) != 0)
        cr_skip_test("no " DIFF);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf a;
        struct cf b;
        struct err err = {0};
        struct str out = STR_INIT;
        diff_rows_load(&a, "old.cf", rows[i].old);
        diff_rows_load(&b, "new.cf", rows[i].new);
        int rc = diff_unified(DIFF, &a, &b, &out, &err);
        cr_expect_eq(rc, rows[i].line != NULL, "row %zu: %s", i, err.text);
        if (rows[i].line != NULL) {
            cr_expect_eq(strncmp(str_text(&out), "--- old.cf\n+++ new.cf\n@@", 24), 0);
            cr_expect_not_null(strstr(str_text(&out), rows[i].line), "%s", str_text(&out));
        }
        cf_free(&a);
        cf_free(&b);
        str_free(&out);
    }
}

Test(diff_unified, no_program)
{
    struct err err = {0};
    struct str out = STR_INIT;
    struct str text = STR_INIT;
    str_add(&text, "a\n");
    cr_expect_eq(diff_unified_table("/nonexistent/diff", false, "a", &text, "b", &text, &out, &err),
                 -1);
    cr_expect(err_is_set(&err));
    err_clear(&err);
    str_free(&text);
    str_free(&out);
}

Test(diff_unified, tables_keep_secrets)
{
    struct err err = {0};
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    struct str out = STR_INIT;
    if (access(DIFF, X_OK) != 0)
        cr_skip_test("no " DIFF);
    str_add(&a, "AuthInfo:h P:one\nx OK\n");
    str_add(&b, "AuthInfo:h P:two\nx RELAY\n");
    cr_expect_eq(diff_unified_table(DIFF, false, "a", &a, "b", &b, &out, &err), 1);
    cr_expect_null(strstr(str_text(&out), "one"));
    cr_expect_null(strstr(str_text(&out), "two"));
    cr_expect_not_null(strstr(str_text(&out), "+x RELAY"));
    str_free(&a);
    str_free(&b);
    str_free(&out);
}
