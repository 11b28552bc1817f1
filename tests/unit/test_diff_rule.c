/* Names of rulesets, comparable rules, and what a change of one does. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "diff/rule.h"

Test(diff_rule, role)
{
    static const struct {
        const char *name;
        enum rule_role role;
    } rows[] = {
        {"check_rcpt", RULE_CHECKS},
        {"Basic_check_mail", RULE_CHECKS},
        {"D", RULE_CHECKS},
        {"Dxx", RULE_OTHER},
        {"parse", RULE_ROUTES},
        {"ParseLocal", RULE_ROUTES},
        {"ParseRecipient", RULE_CHECKS},
        {"MasqHdr", RULE_REWRITES},
        {"MyOwn", RULE_OTHER},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(rule_role(rows[i].name), rows[i].role, "%s", rows[i].name);
}

Test(diff_rule, canonical)
{
    static const struct {
        const char *rhs;
        const char *out;
    } rows[] = {
        {"$>3 $1", "x\t$>canonify $1"},
        {"$>canonify$1", "x\t$>canonify $1"},
        {"$>\"Local\" $1", "x\t$>Local $1"},
        {"$> \"Local\"$1", "x\t$>Local $1"},
        {"$>96$1", "x\t$>96 $1"},
        {"$>+3 $1", "x\t$>+canonify $1"},
        {"$>$2 $1", "x\t$> $2 $1"},
    };
    struct cf none = {.n = 0};
    struct rule_names names = {NULL, 0};
    rule_names_add(&names, &none);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf_entry e = {
            .kind = CF_RULE, .name = "", .value = "x", .rhs = rows[i].rhs, .note = ""};
        struct str out = STR_INIT;
        rule_canonical(&names, &e, &out);
        if (i != 6) /* only the others must have one form */
            cr_expect_str_eq(str_text(&out), rows[i].out, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
    rule_names_free(&names);
}

Test(diff_rule, judge)
{
    static const struct {
        const char *old; /* right sides; NULL: no such rule */
        const char *new;
        enum rule_role role;
        enum diff_verdict verdict;
    } rows[] = {
        {NULL, "$#error $@ 5.7.1 $: \"550 no\"", RULE_CHECKS, DIFF_HARDENS},
        {"$#error $: 550 no", NULL, RULE_CHECKS, DIFF_WEAKENS},
        {NULL, "$@ RELAY", RULE_CHECKS, DIFF_WEAKENS},
        {"$# RELAY", NULL, RULE_CHECKS, DIFF_HARDENS},
        {"$#error $: 550 no", "$@ OK", RULE_CHECKS, DIFF_WEAKENS},
        {"$@ OK", "$#discard $: discard", RULE_CHECKS, DIFF_HARDENS},
        {"$#error $: 550 no", "$#error $: 550 never", RULE_CHECKS, DIFF_NEUTRAL},
        {"$#error $@ 4.1.1 $: \"451 later\"", "$#error $: \"550 no\"", RULE_CHECKS, DIFF_NEUTRAL},
        {"$: $1", "$: $2", RULE_CHECKS, DIFF_UNKNOWN},
        {NULL, "$#error $: 550 no", RULE_ROUTES, DIFF_HARDENS},
        {"$#smtp $@ a", "$#smtp $@ b", RULE_ROUTES, DIFF_UNKNOWN},
        {"$1", "$2", RULE_REWRITES, DIFF_NEUTRAL},
        {"$1", "$2", RULE_OTHER, DIFF_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf_entry a = {.kind = CF_RULE, .value = "$*", .rhs = rows[i].old};
        struct cf_entry b = {.kind = CF_RULE, .value = "$*", .rhs = rows[i].new};
        const char *why = NULL;
        enum diff_verdict v = rule_judge(rows[i].role, rows[i].old != NULL ? &a : NULL,
                                         rows[i].new != NULL ? &b : NULL, &why);
        cr_expect_eq(v, rows[i].verdict, "row %zu: %s: %s", i, diff_verdict_name(v), why);
        cr_expect_not_null(why);
    }
}

Test(diff_rule, no_tab)
{
    struct cf_entry good = {.kind = CF_RULE, .value = "$*", .rhs = "$#error $: 550 no"};
    struct cf_entry bad = {
        .kind = CF_RULE, .flags = CF_NO_TAB, .value = "$*   $#error $: 550 no", .rhs = ""};
    const char *why;
    cr_expect_eq(rule_judge(RULE_CHECKS, &good, &bad, &why), DIFF_WEAKENS);
    cr_expect_not_null(strstr(why, "TAB"));
    cr_expect_eq(rule_judge(RULE_CHECKS, &bad, &good, &why), DIFF_HARDENS);
    cr_expect(rule_refuses(&good));
    cr_expect(!rule_refuses(&bad));
}
