/* Text for people and JSON Lines. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/msg.h"

#include "diff_rows.h"

static char *printed(const struct diff *d, void (*print)(const struct diff *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    cr_assert_not_null(f);
    print(d, f);
    fclose(f);
    return text;
}

Test(diff_print, text)
{
    struct diff d = {0};
    diff_rows_compare("O LogLevel=9\n", "O LogLevel=2\n", &d);
    char *text = printed(&d, diff_print_text);
    cr_expect_str_eq(text, "weakens option LogLevel\n"
                           "    old 9  old.cf:2\n"
                           "    new 2  new.cf:2\n"
                           "    why below 9 deliveries leave no trace; above 20 is debugging\n"
                           "1 weaken, 0 harden, 0 neutral, 0 unknown\n");
    free(text);
    diff_free(&d);
}

/* Rules of one ruleset with one reason stand below one head. */
Test(diff_print, rules_together)
{
    struct diff d = {0};
    diff_rows_compare("SMasqHdr\nRa\tb\n", "SMasqHdr\nRa\tb\nRc\td\nRe\tf\n", &d);
    diff_sort(&d);
    char *text = printed(&d, diff_print_text);
    cr_expect_str_eq(text, "neutral rule MasqHdr\n"
                           "    new Rc\\td  new.cf:4\n"
                           "    new Re\\tf  new.cf:5\n"
                           "    why only the shape of addresses\n"
                           "0 weaken, 0 harden, 2 neutral, 0 unknown\n");
    free(text);
    diff_free(&d);
}

Test(diff_print, colours)
{
    struct diff d = {0};
    diff_rows_compare("O LogLevel=9\n", "O LogLevel=2\n", &d);
    colour_enable(true);
    char *text = printed(&d, diff_print_text);
    colour_enable(false);
    cr_expect_not_null(strstr(text, "\033[31mweakens\033[0m"), "%s", text);
    cr_expect_not_null(strstr(text, "\033[1m1 weaken"), "%s", text);
    free(text);
    diff_free(&d);
}

Test(diff_print, nothing_rules_the_terminal)
{
    struct diff d = {0};
    diff_rows_compare("", "D{x}a\x1b[31m\x7f\xc2\x9b\xff\xc3\xa9\n", &d);
    char *text = printed(&d, diff_print_text);
    cr_expect_not_null(strstr(text, "a\\x1b[31m\\x7f\\xc2\\x9b\\xff\xc3\xa9"), "%s", text);
    free(text);
    diff_free(&d);
}

Test(diff_print, json)
{
    struct diff d = {0};
    diff_rows_compare("O LogLevel=9\n", "O LogLevel=2\nD{xx}\xff\"\\\n", &d);
    char *text = printed(&d, diff_print_json);
    size_t lines = 0;
    for (char *p = text, *eol; (eol = strchr(p, '\n')) != NULL; p = eol + 1, lines++) {
        json_t *o = json_loadb(p, (size_t)(eol - p), 0, NULL);
        cr_assert_not_null(o, "%s", p);
        cr_expect_eq(json_integer_value(json_object_get(o, "v")), 1);
        const char *type = json_string_value(json_object_get(o, "type"));
        cr_expect_str_eq(type, lines < d.n ? "difference" : "summary");
        if (lines == 0) {
            json_t *old = json_object_get(o, "old");
            cr_expect_str_eq(json_string_value(json_object_get(o, "verdict")), "weakens");
            cr_expect_str_eq(json_string_value(json_object_get(old, "value")), "9");
            cr_expect_eq(json_integer_value(json_object_get(old, "line")), 2);
        }
        if (lines == d.n)
            cr_expect_eq(json_integer_value(json_object_get(o, "weakens")), 1);
        json_decref(o);
    }
    cr_expect_eq(lines, d.n + 1);
    free(text);
    diff_free(&d);
}
