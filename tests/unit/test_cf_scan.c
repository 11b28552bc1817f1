/* Names, tokens of rules and fields of mailers. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cf/scan.h"

Test(cf_scan, name)
{
    static const struct {
        const char *text;
        size_t len;
        const char *name;
    } rows[] = {
        {"w", 1, "w"},    {"{abc}d", 5, "abc"}, {"{a}", 3, "a"}, {"{", 0, ""},
        {"{}", 0, ""},    {"{a", 0, ""},        {"", 0, ""},     {" x", 0, ""},
        {"{a b}", 0, ""}, {"\x80", 0, ""},      {"&x", 1, "&"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name;
        size_t name_len;
        size_t len = cf_scan_name(rows[i].text, strlen(rows[i].text), &name, &name_len);
        cr_expect_eq(len, rows[i].len, "row %zu: %zu", i, len);
        if (len > 0)
            cr_expect_eq(strncmp(name, rows[i].name, name_len), 0, "row %zu", i);
    }
}

Test(cf_scan, side)
{
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"$*", "$*"},
        {"$+<@$=w>$*", "$+ < @ $=w > $*"},
        {"  $+  <\t@ $=w .> ", "$+ < @ $=w . >"},
        {"$>canonify$1", "$>canonify $1"},
        {"$&{client_addr}x", "$&{client_addr} x"},
        {"$#error $@5.7.1 $:\"550 no\"", "$# error $@ 5 . 7 . 1 $: \"550 no\""},
        {"a b", "a b"},
        {"ab", "ab"},
        {"a\\,b", "a\\,b"},
        {"\"a \\\" b\"c", "\"a \\\" b\" c"},
        {"$", "$"},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        cf_scan_side(rows[i].in, &out);
        cr_expect_str_eq(str_text(&out), rows[i].out, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}

Test(cf_scan, field)
{
    static const struct {
        const char *fields;
        char key;
        const char *value; /* NULL: there is none */
    } rows[] = {
        {"P=/bin/sh, F=lsD, A=sh -c $u", 'A', "sh -c $u"},
        {"P=/bin/sh, F=lsD, A=sh -c $u", 'F', "lsD"},
        {"P=/bin/sh, F=lsD", 'U', NULL},
        {"P = x , Flags = a", 'F', "a"},
        {"A=\"a, b\", F=x", 'A', "\"a, b\""},
        {"A=a\\, b, F=x", 'F', "x"},
        {", ,P=", 'P', ""},
        {"", 'P', NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        bool found = cf_scan_field_get(rows[i].fields, rows[i].key, &out);
        cr_expect_eq(found, rows[i].value != NULL, "row %zu", i);
        if (found)
            cr_expect_str_eq(str_text(&out), rows[i].value, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}
