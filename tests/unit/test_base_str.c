/* Tests of base/str.c: growing strings, lists, splitting, and the nearest name. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

Test(base_str, empty_is_a_text)
{
    struct str s = STR_INIT;
    cr_expect_str_eq(str_text(&s), "");
    str_clear(&s);
    str_addn(&s, "ignored", 0);
    cr_expect_str_eq(str_text(&s), "");
    str_free(&s);
    char *taken = str_take(&s);
    cr_expect_str_eq(taken, "");
    free(taken);
}

Test(base_str, adding)
{
    struct str s = STR_INIT;
    str_add(&s, "a");
    str_addn(&s, "bcd", 2);
    str_addch(&s, 'd');
    str_addf(&s, "%d-%s", 42, "x");
    cr_expect_str_eq(str_text(&s), "abcd42-x");
    cr_expect_eq(s.len, 8);
    str_clear(&s);
    cr_expect_str_eq(str_text(&s), "");
    str_add(&s, "again");
    char *taken = str_take(&s);
    cr_expect_str_eq(taken, "again");
    cr_expect_null(s.buf);
    cr_expect_eq(s.len + s.cap, 0);
    free(taken);
}

Test(base_str, grows_across_every_length)
{
    struct str s = STR_INIT;
    for (size_t i = 0; i < 5000; i++) {
        str_addch(&s, (char)('a' + i % 26));
        cr_assert_eq(s.len, i + 1);
        cr_assert_eq(s.buf[s.len], '\0');
    }
    for (size_t i = 0; i < 5000; i++)
        cr_assert_eq(s.buf[i], (char)('a' + i % 26));
    str_free(&s);
}

Test(base_str, format_longer_than_any_buffer)
{
    struct str s = STR_INIT;
    str_addf(&s, "%100000s|", "x");
    cr_expect_eq(s.len, 100001);
    cr_expect_eq(s.buf[99999], 'x');
    cr_expect_eq(s.buf[100000], '|');
    str_free(&s);
}

Test(base_str, holds_nul_bytes)
{
    struct str s = STR_INIT;
    str_addn(&s, "a\0b", 3);
    str_addch(&s, '\0');
    cr_expect_eq(s.len, 4);
    cr_expect_arr_eq(s.buf, "a\0b\0", 5);
    str_free(&s);
}

Test(base_str, reserve_makes_room_and_keeps)
{
    struct str s = STR_INIT;
    str_add(&s, "kept");
    str_reserve(&s, 10000);
    cr_expect_geq(s.cap, 10005);
    cr_expect_str_eq(str_text(&s), "kept");
    cr_expect_eq(s.len, 4);
    str_free(&s);
}

Test(base_str, lists)
{
    struct strs l = {0};
    for (int i = 99; i >= 0; i--) {
        struct str s = STR_INIT;
        str_addf(&s, "%02d", i);
        strs_add_take(&l, str_take(&s));
    }
    strs_addn(&l, "xyz", 1);
    cr_expect_eq(l.n, 101);
    cr_expect(strs_has(&l, "42"));
    cr_expect(strs_has(&l, "x"));
    cr_expect_not(strs_has(&l, "xyz"));
    strs_sort(&l);
    cr_expect_str_eq(l.v[0], "00");
    cr_expect_str_eq(l.v[99], "99");
    cr_expect_str_eq(l.v[100], "x");
    strs_free(&l);
    cr_expect_eq(l.n, 0);
    strs_sort(&l);
    cr_expect_not(strs_has(&l, ""));
}

Test(base_str, splitting)
{
    static const struct {
        const char *text, *seps;
        const char *parts; /* joined by | */
    } rows[] = {
        {"", ",", ""},
        {"a", ",", "a"},
        {"a,b", ",", "a|b"},
        {" a , b\t", ",", "a|b"},
        {",,a,,b,,", ",", "a|b"},
        {" , \t ,", ",", ""},
        {"a b\tc", ", \t", "a|b|c"},
        {"a b, c d", ",", "a b|c d"},
        {"one\ntwo\n", "\n", "one|two"},
        {"a:b,c", ",:", "a|b|c"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strs l = {0};
        struct str joined = STR_INIT;
        strs_split(&l, rows[i].text, rows[i].seps);
        strs_join(&l, "|", &joined);
        cr_expect_str_eq(str_text(&joined), rows[i].parts, "row %zu: %s", i, str_text(&joined));
        str_free(&joined);
        strs_free(&l);
    }
}

Test(base_str, nearest)
{
    static const char *const names[] = {"relay", "received", "roles", "local", "limits"};
    static const struct {
        const char *text;
        const char *near; /* or NULL */
    } rows[] = {
        {"relay", "relay"},       {"RELAY", "relay"}, {"rely", "relay"},  {"realy", "relay"},
        {"recieved", "received"}, {"role", "roles"},  {"lokal", "local"}, {"limit", "limits"},
        {"zzzzzzzz", NULL},       {"", NULL},         {"inbound", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *near = str_nearest(rows[i].text, names, ARRAY_LEN(names));
        if (rows[i].near == NULL)
            cr_expect_null(near, "%s: %s", rows[i].text, near);
        else
            cr_expect_str_eq(near != NULL ? near : "(none)", rows[i].near, "%s", rows[i].text);
    }
    cr_expect_null(str_nearest("relay", names, 0));
}

Test(base_str, nearest_of_a_long_text_is_none)
{
    char text[1000];
    const char *const names[] = {text, "short"};
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    cr_expect_null(str_nearest(text, names, ARRAY_LEN(names)));
    cr_expect_null(str_nearest("shortxxxxxxxxxxxxxxxxxxx", names, ARRAY_LEN(names)));
}

Test(base_str, set)
{
    char *text = NULL;
    str_set(&text, "%s %d", "a", 1);
    cr_expect_str_eq(text, "a 1");
    str_set(&text, "%s, and again", text); /* the old text may be an argument */
    cr_expect_str_eq(text, "a 1, and again");
    free(text);
}

Test(base_str, utf8)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"", ""},
        {"plain\n", "plain\n"},
        {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\xa7", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\xa7"},
        {"caf\xe9", "caf\xef\xbf\xbd"},
        {"\xff-\xc3", "\xef\xbf\xbd-\xef\xbf\xbd"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                 /* overlong */
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* half of a pair */
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str s = STR_INIT;
        str_add_utf8(&s, rows[i].text);
        cr_expect_str_eq(str_text(&s), rows[i].wanted, "row %zu", i);
        str_free(&s);
    }
}
