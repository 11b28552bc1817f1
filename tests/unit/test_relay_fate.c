#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "relay/fate.h"

static const char text[] =
    "V10/Berkeley\nMlocal, P=/bin/mail, F=lsDFM/:|, A=mail -d $u\n"
    "Mprog, P=/bin/sh, F=lsD, A=sh\nMlmtp, P=[IPC], F=lz, A=TCP localhost lmtp\n"
    "Mlunix, P=[IPC], F=lz, A=FILE /run/lmtp\nMlhop, P=[IPC], F=lm, A=TCP $h\n"
    "Mbackend, P=[IPC], F=lz, A=TCP store.example.org 24\nMshell, P=/bin/sh, F=lsD, A=sh\nMesmtp, "
    "P=[IPC], F=mDFMuXa, A=TCP $h\n"
    "Sparse=0\nR$*\t$@ $1\n";

Test(relay_fate, checks)
{
    static const struct {
        enum bt_verdict verdict;
        const char *result;
        enum fate_kind kind;
    } rows[] = {
        {BT_RESULT, "OK", FATE_PASSED},
        {BT_RESULT, "", FATE_PASSED},
        {BT_RESULT, "$# OK", FATE_PASSED},
        {BT_RESULT, "$# local $: x", FATE_PASSED}, /* any other mailer lets it pass */
        {BT_RESULT, "$# error $@ 5 . 7 . 1 $: \"550 no\"", FATE_REFUSED},
        {BT_RESULT, "$# error $@ 4 . 3 . 0 $: \"451 later\"", FATE_TEMPFAIL},
        {BT_RESULT, "$# error $@ 5 . 7 . 1 $: \"451 later\"", FATE_TEMPFAIL},
        {BT_RESULT, "$# error $@ tempfail $: later", FATE_TEMPFAIL},
        {BT_RESULT, "$# error $@ nouser $: no", FATE_REFUSED},
        {BT_RESULT, "$# error $: 553 no", FATE_REFUSED},
        {BT_RESULT, "$# error $@ quarantine $: why", FATE_PASSED},
        {BT_RESULT, "$# discard $: discard", FATE_DISCARDED},
        {BT_NO_RULES, "", FATE_PASSED},
        {BT_BAD_FORM, "Unbalanced '<'\n", FATE_REFUSED},
        {BT_UNCLEAR, "", FATE_UNDECIDED},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_reply reply = {rows[i].verdict, rows[i].result, strlen(rows[i].result)};
        struct fate fate;
        fate_of_check(&reply, &fate);
        cr_expect_eq(fate.kind, rows[i].kind, "row %zu: %s", i, fate_name(fate.kind));
        char *shown = fate_show(&fate);
        cr_expect_eq(strncmp(shown, fate_name(fate.kind), strlen(fate_name(fate.kind))), 0);
        free(shown);
        fate_free(&fate);
    }
}

Test(relay_fate, routes)
{
    static const struct {
        enum bt_verdict verdict;
        const char *result;
        enum fate_kind kind;
    } rows[] = {
        {BT_RESULT, "$# local $: joe", FATE_LOCAL},
        {BT_RESULT, "$# local $: |x", FATE_REFUSED}, /* its flags take that for prog */
        {BT_RESULT, "$# local $: \"|x\"", FATE_REFUSED},
        {BT_RESULT, "$# local $: :include:/x", FATE_REFUSED},
        {BT_RESULT, "$# shell $: |x", FATE_LOCAL},
        {BT_RESULT, "$# lmtp $: joe", FATE_LOCAL},
        {BT_RESULT, "$# lunix $: joe", FATE_LOCAL},
        {BT_RESULT, "$# lhop $@ a . $: b < @ a . >", FATE_RELAYED}, /* local by name alone */
        {BT_RESULT, "$# backend $: joe", FATE_RELAYED},
        {BT_RESULT, "$# prog $: x", FATE_REFUSED}, /* nobody may, but an alias */
        {BT_RESULT, "$# *file* $: /x", FATE_REFUSED},
        {BT_RESULT, "$# esmtp $@ a . $: b < @ a . >", FATE_RELAYED},
        {BT_RESULT, "$# nosuch $@ a . $: b < @ a . >", FATE_RELAYED},
        {BT_RESULT, "$# error $@ 5 . 1 . 1 $: \"550 no\"", FATE_REFUSED},
        {BT_RESULT, "joe", FATE_UNDECIDED}, /* resolved to nothing */
        {BT_NO_RULES, "", FATE_UNDECIDED},
        {BT_UNCLEAR, "", FATE_UNDECIDED},
    };
    struct cf cf;
    cr_assert_eq(cf_parse(text, strlen(text), "x", &cf, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_reply reply = {rows[i].verdict, rows[i].result, strlen(rows[i].result)};
        struct fate fate;
        fate_of_route(&reply, &cf, &fate);
        cr_expect_eq(fate.kind, rows[i].kind, "row %zu: %s", i, fate_name(fate.kind));
        fate_free(&fate);
    }
    cf_free(&cf);
}
