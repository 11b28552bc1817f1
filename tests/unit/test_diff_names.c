/* Macros, classes, maps, headers and the small commands. */
#include "base/mem.h"

#include "diff_rows.h"

Test(diff_names, rows)
{
    static const struct diff_row rows[] = {
        {"DZ8.17\n", "DZ8.18\n", "macro", "Z", DIFF_NEUTRAL},
        {"DS\n", "DSrelay.example\n", "macro", "S", DIFF_NEUTRAL},
        {"", "D{Own}x\n", "macro", "Own", DIFF_UNKNOWN},
        {"", "D{Own}|/bin/x\n", "macro", "Own", DIFF_WEAKENS},
        {"CRa.example\n", "CRa.example b.example\n", "class", "R", DIFF_WEAKENS},
        {"CRa.example b.example\n", "CRa.example\n", "class", "R", DIFF_HARDENS},
        {"", "Cwa.example\n", "class", "w", DIFF_NEUTRAL},
        {"Troot\n", "Troot www\n", "class", "t", DIFF_WEAKENS},
        {"", "C{Own}x\n", "class", "Own", DIFF_UNKNOWN},
        {"", "FR/etc/relay\n", "class file", "R", DIFF_WEAKENS},
        {"FR/etc/relay\n", "FR-o /etc/relay\n", "class file", "R", DIFF_NEUTRAL},
        {"", "Fw|/bin/x\n", "class file", "w", DIFF_WEAKENS},
        {"Ka hash /a\n", "Ka hash -T<TMPF> /a\n", "map", "a", DIFF_HARDENS},
        {"Ka hash /a\n", "Ka hash -o /a\n", "map", "a", DIFF_WEAKENS},
        {"", "Ka program /bin/x\n", "map", "a", DIFF_WEAKENS},
        {"", "Ka hash /a\n", "map", "a", DIFF_NEUTRAL},
        {"HReceived: by $j ($v/$Z)\n", "HReceived: by $j\n", "header", "Received", DIFF_HARDENS},
        {"HReceived: by $j\n", "", "header", "Received", DIFF_WEAKENS},
        {"HReceived: from $s ($_) by $j\n", "HReceived: by $j; $b\n", "header", "Received",
         DIFF_WEAKENS},
        {"HReceived: by $j\n", "HReceived: by $j\nHReceived: x\n", "header", "Received",
         DIFF_NEUTRAL},
        {"HSubject: $>Check\n", "", "header", "Subject", DIFF_WEAKENS},
        {"H?P?X: a\n", "H?D?X: a\n", "header", "X", DIFF_NEUTRAL},
        {"Pjunk=-100\n", "Pjunk=0\n", "precedence", "junk", DIFF_NEUTRAL},
        {"", "EHOME=/\n", "environment", "HOME", DIFF_NEUTRAL},
        {"", "ELD_PRELOAD=/x\n", "environment", "LD_PRELOAD", DIFF_WEAKENS},
        {"L1\n", "L2\n", "vendor line", "L", DIFF_UNKNOWN},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}

Test(diff_names, environment_secrets)
{
    struct diff d = {0};
    diff_rows_compare("ELDAP_PASSWORD=one\n", "ELDAP_PASSWORD=two\n", &d);
    cr_assert_eq(d.n, 1);
    cr_expect_null(strstr(d.v[0].old.value, "one"));
    cr_expect_null(strstr(d.v[0].new.value, "two"));
    diff_free(&d);
}
