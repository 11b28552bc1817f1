/* Text that fits the terminal. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"

#include "ui/wrap.h"

Test(ui_wrap, text)
{
    static const struct {
        const char *text;
        size_t indent, width;
        const char *wrapped;
    } rows[] = {
        {"", 2, 10, ""},
        {"one", 0, 10, "one\n"},
        {"one two three", 0, 9, "one two\nthree\n"},
        {"one two three", 2, 9, "  one two\n  three\n"},
        {"one  two", 0, 80, "one two\n"},
        {"12345 1234", 0, 10, "12345 1234\n"},
        {"12345 12345", 0, 10, "12345\n12345\n"},
        {"a-word-longer-than-a-line b", 0, 10, "a-word-longer-than-a-line\nb\n"},
        {"one\ntwo\n", 1, 80, " one\n two\n"},
        {"\none", 0, 80, "\none\n"},
        {"   ", 0, 80, "\n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str out = STR_INIT;
        wrap_add(&out, rows[i].text, rows[i].indent, rows[i].width);
        cr_expect_str_eq(str_text(&out), rows[i].wrapped, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}

Test(ui_wrap, columns)
{
    struct strs names = {0};
    struct str out = STR_INIT;
    strs_split(&names, "a,bb,ccc,d,e", ",");
    wrap_columns(&out, &names, 10); /* two columns of five */
    cr_expect_str_eq(str_text(&out), "a    d\nbb   e\nccc\n");
    str_clear(&out);
    wrap_columns(&out, &names, 3);
    cr_expect_str_eq(str_text(&out), "a\nbb\nccc\nd\ne\n");
    str_clear(&out);
    strs_free(&names);
    wrap_columns(&out, &names, 80);
    cr_expect_str_eq(str_text(&out), "");
    str_free(&out);
}

Test(ui_wrap, width_of_a_terminal_and_of_none)
{
    static const struct {
        unsigned short columns;
        size_t width;
    } rows[] = {{0, WRAP_USUAL}, {20, WRAP_LEAST}, {72, 72}, {300, WRAP_MOST}};
    int null = open("/dev/null", O_RDWR);
    cr_assert(null >= 0);
    cr_expect_eq(wrap_width(null), WRAP_USUAL);
    close(null);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(master >= 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct winsize size = {.ws_row = 24, .ws_col = rows[i].columns};
        cr_assert_eq(ioctl(master, TIOCSWINSZ, &size), 0);
        cr_expect_eq(wrap_width(master), rows[i].width, "%u columns", rows[i].columns);
    }
    close(master);
}
