/* Secrets never show. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"
#include "diff/internal.h"

Test(diff_mask, rows)
{
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"plain", "plain"},
        {"\"U:me\" \"P:hush\" \"M:PLAIN\"", "\"U:me\" \"P:(secret)\" \"M:PLAIN\""},
        {"\"P=aHVzaA==\"", "\"P=(secret)\""},
        {"-h ldap Password=hush -d x", "-h ldap Password=(secret) -d x"},
        {"\"P:with blank\" x", "\"P:(secret)\" x"},
        {"P=/bin/sh, A=x", "P=/bin/sh, A=x"},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        diff_mask(rows[i].in, &out);
        cr_expect_str_eq(str_text(&out), rows[i].out, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}

Test(diff_mask, lines)
{
    static const struct {
        bool table;
        bool secret;
        const char *in;
        const char *out;
    } rows[] = {
        {false, false, "EX_PASSWORD=a\nEHOME=b\n", "EX_PASSWORD=(secret)\nEHOME=b\n"},
        {false, false, "EX_TOKEN\nDxa=b", "EX_TOKEN\nDxa=b"},
        {true, false, "authinfo:h\tP:a\nb c\n", "authinfo:h\t(secret)\nb c\n"},
        {true, true, "h P:a\n# b c\nd\n", "h (secret)\n# b c\nd\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        diff_mask_lines(rows[i].in, rows[i].table, rows[i].secret, &out);
        cr_expect_str_eq(str_text(&out), rows[i].out, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}
