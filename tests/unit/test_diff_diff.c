/* The frame of a comparison: what does not count, the order, files and faults. */
#include "base/mem.h"

#include "diff_rows.h"

Test(diff_diff, what_does_not_count)
{
    static const struct diff_row rows[] = {
        {"", "", NULL, NULL, 0},
        {"# one\nDnA\n", "DnA # two\n#####\n", NULL, NULL, 0},
        {"OL9\nDnA\n", "DnA\nO LogLevel=9\n", NULL, NULL, 0},
        {"O LogLevel=2\nO LogLevel=9\n", "O LogLevel=9\n", NULL, NULL, 0},
        {"O MeToo=True\n", "O MeToo=yes\n", NULL, NULL, 0},
        {"Cw a b\n", "Cwb\nCwA\n", NULL, NULL, 0},
        {"Troot\n", "Ctroot\n", NULL, NULL, 0},
        {"S3\nR$*<@x>\t$1\ta note\n", "Scanonify=3\nR $* < @ x >\t\t\t$1\n", NULL, NULL, 0},
        {"Scanonify=3\nR$*\t$>96 $1\nSfoo=96\nRa\tb\n",
         "Sfoo=96\nRa\tb\nScanonify=3\nR$*\t$>foo$1\n", NULL, NULL, 0},
        {"Kx hash  -o /x\n", "KX\thash -o /x\n", NULL, NULL, 0},
        {"Mx, P=/x, A=x $u\n", "Mx,\tA=x  $u,\n\tP=/x\n", NULL, NULL, 0},
        {"HX: a\n\tb\n", "HX: a b\n", NULL, NULL, 0},
        {"OQ/q\nOT5d/4h\n",
         "O QueueDirectory=/q\nO Timeout.queuereturn=5d\n"
         "O Timeout.queuewarn=4h\n",
         NULL, NULL, 0},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}

Test(diff_diff, order_and_places)
{
    struct diff d = {0};
    diff_rows_compare("DZ1\nO LogLevel=9\nO Foo=1\nO MaxMessageSize=1\n",
                      "DZ2\nO LogLevel=1\nO Foo=2\nO AllowBogusHELO=f\nO MinFreeBlocks=200\n"
                      "O MaxMessageSize=1\n",
                      &d);
    diff_sort(&d);
    cr_assert_eq(d.n, 5);
    for (size_t i = 1; i < d.n; i++)
        cr_expect_leq(d.v[i - 1].verdict, d.v[i].verdict);
    cr_expect_str_eq(d.v[0].name, "LogLevel");
    cr_expect_str_eq(d.v[0].old.file, "old.cf");
    cr_expect_eq(d.v[0].old.line, 3);
    cr_expect_str_eq(d.v[0].old.value, "9");
    cr_expect_str_eq(d.v[0].new.file, "new.cf");
    cr_expect_eq(d.v[0].new.line, 3);
    cr_expect_str_eq(d.v[0].new.value, "1");
    cr_expect_eq(diff_count(&d, DIFF_WEAKENS), 1);
    cr_expect_eq(diff_count(&d, DIFF_UNKNOWN), 1);
    cr_expect_eq(diff_count(&d, DIFF_HARDENS), 1);
    cr_expect_eq(diff_count(&d, DIFF_NEUTRAL), 2);
    diff_free(&d);
    cr_expect_eq(d.n, 0);
}

Test(diff_diff, faults_are_never_lost)
{
    struct diff d = {0};
    diff_rows_compare("Sx\nR$*  $1\n", "Sx\nR$*  $1\n", &d);
    cr_expect_eq(d.n, 0);
    cr_assert_eq(d.n_faults, 2);
    cr_expect_str_eq(d.faults[1].file, "new.cf");
    cr_expect_eq(d.faults[1].line, 3);
    diff_free(&d);
}

Test(diff_diff, file_on_one_side)
{
    struct diff d = {0};
    diff_add_file(&d, "submit.cf", NULL, "/x/submit.cf", false);
    cr_assert_eq(d.n, 1);
    cr_expect_null(d.v[0].old.value);
    cr_expect_str_eq(d.v[0].new.file, "/x/submit.cf");
    cr_expect_eq(d.v[0].verdict, DIFF_UNKNOWN);
    diff_free(&d);
}
