/* Rulesets compared rule by rule. */
#include "base/mem.h"

#include "diff_rows.h"

Test(diff_rulesets, rows)
{
    static const struct diff_row rows[] = {
        {"Scheck_rcpt\nRa\tb\n", "Scheck_rcpt\nRa\tb\nRc\t$@ RELAY\n", "rule", "check_rcpt",
         DIFF_WEAKENS},
        {"Scheck_rcpt\nRa\tb\nRc\t$#error $: 550 x\nRd\te\n", "Scheck_rcpt\nRa\tb\nRd\te\n", "rule",
         "check_rcpt", DIFF_WEAKENS},
        {"", "Scheck_data\nRa\t$#error $: 550 x\n", "ruleset", "check_data", DIFF_HARDENS},
        {"Scheck_mail\nRa\tb\n", "", "ruleset", "check_mail", DIFF_WEAKENS},
        {"", "Sown\nRa\tb\n", "ruleset", "own", DIFF_NEUTRAL},
        {"", "Scheck_rcpt\n", "ruleset", "check_rcpt", DIFF_NEUTRAL},
        {"S94\nRa\tb\n", "SMasqEnv=94\nRa\tc\n", "rule", "MasqEnv", DIFF_NEUTRAL},
        {"Sx\nRa\tb\nSy\nRc\td\nSx\nRe\tf\n", "Sx\nRa\tb\nRe\tf\nSy\nRc\td\n", NULL, NULL, 0},
        {"Scheck_rcpt\nRa\t$#error $: 550 x\n", "Scheck_rcpt\nRa   $#error $: 550 x\n", "rule",
         "check_rcpt", DIFF_WEAKENS},
        {"Scheck_rcpt\nRa   $#error $: 550 x\n", "Scheck_rcpt\nRa\t$#error $: 550 x\n", "rule",
         "check_rcpt", DIFF_HARDENS},
        /* a hook that was empty: errors only refuse, any other mailer skips the checks */
        {"SLocal_check_rcpt\n", "SLocal_check_rcpt\nRa\t$#error $: 550 x\nRb\t$@ OK\n", "ruleset",
         "Local_check_rcpt", DIFF_HARDENS},
        {"SLocal_check_rcpt\n", "SLocal_check_rcpt\nRa\t$#error $: 550 x\nRb\t$# OK\n", "ruleset",
         "Local_check_rcpt", DIFF_WEAKENS},
        {"SLocal_check_mail\nRa\t$# ok\n", "SLocal_check_mail\n", "ruleset", "Local_check_mail",
         DIFF_HARDENS},
        {"SLocal_check_rcpt\nRa\tb\n", "SLocal_check_rcpt\nRa\tb\nRc\t$@ RELAY\n", "rule",
         "Local_check_rcpt", DIFF_UNKNOWN},
        {"SLocal_check_rcpt\nRa\tb\n", "SLocal_check_rcpt\nRa\tb\nRc\t$# anything\n", "rule",
         "Local_check_rcpt", DIFF_WEAKENS},
        {"SLocal_check_rcpt\nRa\tb\n", "SLocal_check_rcpt\nRa\tb\nRc $#$*\t$#$1\n", "rule",
         "Local_check_rcpt", DIFF_UNKNOWN},
        /* for all mail, before rules that refuse some */
        {"SKnown\nRa\t$#error $: 550 x\n", "SKnown\nR$*\t$@ OK\nRa\t$#error $: 550 x\n", "rule",
         "Known", DIFF_WEAKENS},
        {"SKnown\nRa\tb\n", "SKnown\nR$*\t$@ OK\nRa\tb\n", "rule", "Known", DIFF_UNKNOWN},
        {"SParseLocal\n", "SParseLocal\nRa\t$#local $: c\n", "ruleset", "ParseLocal", DIFF_UNKNOWN},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}

/* A moved rule is one that went and one that came; the rest stays matched. */
Test(diff_rulesets, longest_common_subsequence)
{
    struct diff d = {0};
    diff_rows_compare("Sx\nR1\t1\nR2\t2\nR3\t3\nR4\t4\nR5\t5\n",
                      "Sx\nR1\t1\nR3\t3\nR4\t4\nR2\t2\nR5\t5\n", &d);
    cr_assert_eq(d.n, 2);
    cr_expect_str_eq(d.v[0].old.value, "R2\t2");
    cr_expect_null(d.v[0].new.value);
    cr_expect_str_eq(d.v[1].new.value, "R2\t2");
    cr_expect_null(d.v[1].old.value);
    diff_free(&d);
}

/* Stretches too long for the table still give an answer, quickly. */
Test(diff_rulesets, very_long, .timeout = 20)
{
    struct diff d = {0};
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    str_add(&a, "Sx\n");
    str_add(&b, "Sx\n");
    for (int i = 0; i < 5000; i++) {
        str_addf(&a, "Ra%d\tb\n", i);
        str_addf(&b, "Rc%d\td\n", i);
    }
    diff_rows_compare(str_text(&a), str_text(&b), &d);
    cr_expect_eq(d.n, 5000);
    diff_free(&d);
    str_free(&a);
    str_free(&b);
}
