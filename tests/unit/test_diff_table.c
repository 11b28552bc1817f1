/* Tables compared by key. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "diff/table.h"

Test(diff_table, kind)
{
    cr_expect_eq(table_kind_of("/etc/mail/access"), TABLE_ACCESS);
    cr_expect_eq(table_kind_of("relay-domains"), TABLE_RELAY);
    cr_expect_eq(table_kind_of("aliases"), TABLE_ALIASES);
    cr_expect_eq(table_kind_of("authinfo"), TABLE_SECRET);
    cr_expect_eq(table_kind_of("mailertable"), TABLE_MAP);
}

Test(diff_table, rows)
{
    static const struct {
        enum table_kind kind;
        const char *old;
        const char *new;
        const char *name; /* of the only difference, NULL: none */
        enum diff_verdict verdict;
    } rows[] = {
        {TABLE_MAP, "", "", NULL, 0},
        {TABLE_MAP, "a\tb\nc d\n", "# x\nC   d\n\nA b", NULL, 0},
        {TABLE_MAP, "a b c\n", "a b \t c\n", NULL, 0},
        {TABLE_MAP, "a b\na c\n", "a b\n", NULL, 0},
        {TABLE_MAP, "a b\n", "a c\n", "T a", DIFF_NEUTRAL},
        {TABLE_MAP, "a b\n", "", "T a", DIFF_NEUTRAL},
        {TABLE_MAP, "", "a RELAY\n", "T a", DIFF_WEAKENS},
        {TABLE_ACCESS, "a REJECT\n", "a OK\n", "T a", DIFF_WEAKENS},
        {TABLE_ACCESS, "a RELAY\n", "a 550 no\n", "T a", DIFF_HARDENS},
        {TABLE_ACCESS, "a REJECT\n", "a DISCARD\n", "T a", DIFF_NEUTRAL},
        {TABLE_ACCESS, "", "a ODD\n", "T a", DIFF_UNKNOWN},
        {TABLE_RELAY, "", "example.org\n", "T example.org", DIFF_WEAKENS},
        {TABLE_LIST, "", "example.org\n", "T example.org", DIFF_NEUTRAL},
        {TABLE_ALIASES, "root: me\n", "root:\n  me\n", NULL, 0},
        {TABLE_ALIASES, "root: me\n", "root: me, \"|/bin/x\"\n", "T root", DIFF_WEAKENS},
        {TABLE_ALIASES, "x: /dev/null\n", "", "T x", DIFF_HARDENS},
        {TABLE_ALIASES, "\"a:b\": c\n", "\"a:b\": c\n#\n", NULL, 0},
        {TABLE_SECRET, "AuthInfo:h \"P:one\"\n", "AuthInfo:h \"P:two\"\n", "T authinfo:h",
         DIFF_NEUTRAL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct diff d = {0};
        struct err err = {0};
        struct str a = STR_INIT;
        struct str b = STR_INIT;
        str_add(&a, rows[i].old);
        str_add(&b, rows[i].new);
        cr_assert_eq(table_compare(rows[i].kind, "T", "old", &a, "new", &b, &d, &err), 0);
        cr_expect_eq(d.n, rows[i].name != NULL, "row %zu: %zu", i, d.n);
        if (d.n > 0) {
            cr_expect_str_eq(d.v[0].name, rows[i].name, "row %zu: %s", i, d.v[0].name);
            cr_expect_eq(d.v[0].verdict, rows[i].verdict, "row %zu: %s", i,
                         diff_verdict_name(d.v[0].verdict));
            if (rows[i].kind == TABLE_SECRET)
                cr_expect_str_eq(d.v[0].old.value, "(secret)");
        }
        diff_free(&d);
        str_free(&a);
        str_free(&b);
    }
}

Test(diff_table, nul_byte)
{
    struct diff d = {0};
    struct err err = {0};
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    str_add(&a, "a b\n");
    str_addn(&b, "a b\nc\0d\n", 8);
    cr_expect_eq(table_compare(TABLE_MAP, "", "old", &a, "new.db", &b, &d, &err), -1);
    cr_expect_str_eq(err.file, "new.db");
    cr_expect_eq(err.line, 2);
    err_clear(&err);
    diff_free(&d);
    str_free(&a);
    str_free(&b);
}
