#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "relay/bt.h"

#define BANNER                                                                                     \
    "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\nEnter <ruleset> <address>\n"
#define IN(name, tokens) name "   input: " tokens "\n"
#define OUT(name, tokens) name " returns: " tokens "\n"
#define RCPT "check_rcpt      "
#define BASIC "Basic_check_rcpt"

enum { ANSWERS_MAX = 4 };

static int split(const char *out, size_t n, struct bt_answer *answers)
{
    struct bt_answer before;
    struct err err = {0};
    int rc = bt_split(out, strlen(out), n, answers, &before, &err);
    cr_expect_eq(rc != 0, err_is_set(&err));
    err_clear(&err);
    return rc;
}

Test(relay_bt, split)
{
    static const struct {
        const char *out;
        size_t n;
        int rc;
        const char *first;
    } rows[] = {
        {BANNER "> ", 0, 0, NULL},
        {BANNER "> > > ", 2, 0, ""},
        {BANNER "> a\n> ", 1, 0, "a\n"},
        {BANNER "> a\nb\n> > ", 2, 0, "a\nb\n"},
        {"x: line 3: unknown\n" BANNER "> a\n> ", 1, 0, "a\n"},
        {BANNER "> a\n", 1, -1, NULL},     /* died */
        {BANNER "> a\n> > ", 1, -1, NULL}, /* one prompt too many */
        {BANNER, 0, -1, NULL},
        {"", 0, -1, NULL},
        {"garbage\n> > ", 1, -1, NULL},
        {BANNER "a\n> > ", 1, -1, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_answer answers[ANSWERS_MAX];
        cr_expect_eq(split(rows[i].out, rows[i].n, answers), rows[i].rc, "row %zu", i);
        if (rows[i].first != NULL) {
            cr_expect_eq(answers[0].len, strlen(rows[i].first), "row %zu", i);
            cr_expect_eq(memcmp(answers[0].text, rows[i].first, answers[0].len), 0, "row %zu", i);
        }
    }
}

Test(relay_bt, read)
{
    static const struct {
        const char *text;
        size_t calls;
        enum bt_verdict verdict;
        const char *result;
    } rows[] = {
        {IN(RCPT, "a") OUT(RCPT, "$# OK"), 1, BT_RESULT, "$# OK"},
        {IN(RCPT, "a") OUT(RCPT, "$# error $@ 5") "== Ruleset check_rcpt (1) status 75\n", 1,
         BT_RESULT, "$# error $@ 5"},
        {IN(RCPT, "a") IN(BASIC, "a") OUT(BASIC, "b") OUT(RCPT, "c"), 1, BT_RESULT, "c"},
        {RCPT "   input:\n" RCPT " returns:\n", 1, BT_RESULT, ""},
        {IN(RCPT, "a") OUT(RCPT, "b") IN(BASIC, "b") OUT(BASIC, "c"), 2, BT_RESULT, "c"},
        {IN(RCPT, "a") "x: Name server timeout\n" OUT(RCPT, "b"), 1, BT_RESULT, "b"},
        {IN(RCPT, "a")
             IN(BASIC, "a") "rewrite: excessive recursion (max 50), ruleset B\n" OUT(RCPT, "b"),
         1, BT_RESULT, "b"},
        {"Undefined ruleset check_rcpt\n", 1, BT_NO_RULES, ""},
        {IN(BASIC, "a") OUT(BASIC, "b") "Undefined ruleset check_relay\n", 2, BT_NO_RULES, NULL},
        {"Undefined ruleset x\n" IN(BASIC, "a") OUT(BASIC, "b"), 2, BT_UNCLEAR, NULL},
        {"<\"a>... Unbalanced '\"'\n", 1, BT_BAD_FORM, "<\"a>... Unbalanced '\"'\n"},
        {"<a\\>... Unbalanced '<'\n" IN(RCPT, "a") OUT(RCPT, "b"), 1, BT_BAD_FORM,
         "<a\\>... Unbalanced '<'\n"},
        /* not understood */
        {"", 1, BT_UNCLEAR, NULL},
        {IN(RCPT, "a"), 1, BT_UNCLEAR, NULL},
        {OUT(RCPT, "a"), 1, BT_UNCLEAR, NULL},
        {IN(RCPT, "a") OUT(BASIC, "b"), 1, BT_UNCLEAR, NULL},
        {IN(RCPT, "a") OUT(RCPT, "b"), 2, BT_UNCLEAR, NULL},
        {IN(RCPT, "a") OUT(RCPT, "b") IN(RCPT, "a") OUT(RCPT, "b"), 1, BT_UNCLEAR, NULL},
        {IN(RCPT, "a") "hash map \"access\": missing map file\n" OUT(RCPT, "b"), 1, BT_UNCLEAR,
         NULL},
        {IN(RCPT, "a") OUT(RCPT, "b") "garbage\n", 1, BT_UNCLEAR, NULL},
        {IN(RCPT, "a") RCPT " returns: b", 1, BT_UNCLEAR, NULL}, /* cut off */
        {IN(RCPT, "Unbalanced '<'") OUT(RCPT, "b"), 1, BT_RESULT, "b"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_answer answer = {rows[i].text, strlen(rows[i].text)};
        struct bt_reply reply;
        bt_read(&answer, rows[i].calls, &reply);
        cr_expect_eq(reply.verdict, rows[i].verdict, "row %zu: %d", i, (int)reply.verdict);
        if (rows[i].result != NULL) {
            cr_expect_eq(reply.len, strlen(rows[i].result), "row %zu", i);
            cr_expect_eq(memcmp(reply.result, rows[i].result, reply.len), 0, "row %zu", i);
        }
    }
}

Test(relay_bt, triple)
{
    static const struct {
        const char *result;
        bool resolved;
        const char *mailer, *host, *user;
    } rows[] = {
        {"$# esmtp $@ foreign . example . $: v < @ foreign . example . >", true, "esmtp",
         "foreign.example.", "v<@foreign.example.>"},
        {"$# local $: joe", true, "local", "", "joe"},
        {"$# error $@ 5 . 7 . 1 $: \"550 a $: b $@ c\"", true, "error", "5.7.1",
         "\"550 a $: b $@ c\""},
        {"$# local $: a $@ b", true, "local", "", "a$@b"},
        {"$# OK", true, "OK", "", ""},
        {"v < @ foreign . example >", false, "", "", "v<@foreign.example>"},
        {"", false, "", "", ""},
        {"$# esmtp $@ h $: \"a b\\\" $: c\" < @ h >", true, "esmtp", "h", "\"a b\\\" $: c\"<@h>"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_reply reply = {BT_RESULT, rows[i].result, strlen(rows[i].result)};
        struct bt_triple triple;
        bt_triple(&reply, &triple);
        cr_expect_eq(triple.resolved, rows[i].resolved, "row %zu", i);
        cr_expect_str_eq(triple.mailer, rows[i].mailer, "row %zu", i);
        cr_expect_str_eq(triple.host, rows[i].host, "row %zu", i);
        cr_expect_str_eq(triple.user, rows[i].user, "row %zu", i);
        bt_free(&triple);
    }
}

Test(relay_bt, members_and_maps)
{
    struct strs members = {0};
    bt_members(&(struct bt_answer){"a\nb.example\n", 12}, &members);
    bt_members(&(struct bt_answer){"Undefined\n", 10}, &members);
    bt_members(&(struct bt_answer){"", 0}, &members);
    cr_expect_eq(members.n, 2);
    cr_expect_str_eq(members.v[1], "b.example");
    strs_free(&members);
    static const struct {
        const char *text;
        bool open;
    } rows[] = {
        {"map_lookup: access (x) no match (0)\n", true},
        {"map_lookup: access (x) returns RELAY (0)\n", true},
        {"hash map \"access\": missing map file\nmap_lookup: access (x) no match (69)\n", false},
        {"Map named \"access\" not found\n", false},
        {"Map named \"access\" not open\n", false},
        {"", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct bt_answer answer = {rows[i].text, strlen(rows[i].text)};
        cr_expect_eq(bt_map_is_open(&answer), rows[i].open, "row %zu", i);
    }
}
