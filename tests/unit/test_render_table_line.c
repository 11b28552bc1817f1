/* Lines of the other tables, and what makemap(8) says of the same. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "cf/aliases.h"

#include "sys/child.h"
#include "sys/layout.h"
#include "sys/tool.h"

#include "scratch.h"
#include "table_rows.h"

TestSuite(render_table_line, .init = scratch_make, .fini = scratch_remove);

static const struct {
    enum table_kind kind;
    struct table_row row;
} rows[] = {
    {TABLE_MAILERTABLE, {"example.org\tesmtp:[mx.example.org]", 0, NULL}},
    {TABLE_MAILERTABLE, {".example.org relay:a.example:b.example", 0, NULL}},
    {TABLE_MAILERTABLE, {"x.example\tsmtp:[IPv6:2001:db8::1]", 0, NULL}},
    {TABLE_MAILERTABLE, {"x.example\terror:5.1.2:\"550 gone (really)\"", 0, NULL}},
    {TABLE_MAILERTABLE, {"x.example\tlocal:joe", 0, NULL}},
    {TABLE_MAILERTABLE, {"# comment", 0, NULL}},
    {TABLE_MAILERTABLE, {"", 0, NULL}},
    {TABLE_MAILERTABLE, {".\tesmtp:x.example", 1, "no key"}},
    {TABLE_MAILERTABLE, {"joe@x.example\tesmtp:x.example", 1, "no key"}},
    {TABLE_MAILERTABLE, {"x.example\tprog:x", 11, "mailers are"}},
    {TABLE_MAILERTABLE, {"x.example\t*file*:/etc/x", 11, "mailers are"}},
    {TABLE_MAILERTABLE, {"x.example\tesmtp:", 11, "no value"}},
    {TABLE_MAILERTABLE, {"x.example\tesmtp:a b", 11, "no value"}},
    {TABLE_MAILERTABLE, {"x.example\tmx.example", 11, "no value"}},
    {TABLE_MAILERTABLE, {"x.example\tlocal:|x", 11, "no value"}},
    {TABLE_MAILERTABLE, {"x.example\tesmtp:%x", 17, "stands alone"}},
    {TABLE_MAILERTABLE, {" x.example\tesmtp:x", 1, "begins with a blank"}},
    {TABLE_MAILERTABLE, {"x.example", 10, "has no value"}},
    {TABLE_MAILERTABLE, {"x.example \t ", 13, "has no value"}},
    {TABLE_MAILERTABLE, {"x.example\tesmtp:x\r", 18, "carriage return"}},
    {TABLE_MAILERTABLE, {"x\x01.example\tesmtp:x", 2, "0x01"}},
    {TABLE_MAILERTABLE, {"b\xc3\xbc.example\tesmtp:x", 2, "xn--"}},
    {TABLE_MAILERTABLE, {"x.example\tesmtp:b\xc3\xbc", 18, "0xc3"}},
    {TABLE_VIRTUSERTABLE, {"joe@example.org\tann", 0, NULL}},
    {TABLE_VIRTUSERTABLE, {"@example.org\t%1@example.net", 0, NULL}},
    {TABLE_VIRTUSERTABLE, {"@example.org\t%1%3", 0, NULL}},
    {TABLE_VIRTUSERTABLE, {"joe+*@example.org\tann+%2", 0, NULL}},
    {TABLE_VIRTUSERTABLE, {"@example.org\terror:nouser 550 no such user", 0, NULL}},
    {TABLE_VIRTUSERTABLE, {"joe\tann", 1, "no key"}},
    {TABLE_VIRTUSERTABLE, {"*@example.org\tann", 1, "no key"}},
    {TABLE_VIRTUSERTABLE, {"@example.org\ta b", 14, "no value"}},
    {TABLE_VIRTUSERTABLE, {"@example.org\t|x", 14, "no value"}},
    {TABLE_VIRTUSERTABLE, {"@example.org\ta,b", 14, "no value"}},
    {TABLE_VIRTUSERTABLE, {"@example.org\terror:", 14, "no value"}},
    {TABLE_GENERICSTABLE, {"joe\tJoe.User@example.org", 0, NULL}},
    {TABLE_GENERICSTABLE, {"joe@a.example\tjoe", 0, NULL}},
    {TABLE_GENERICSTABLE, {"@a.example\tall@example.org", 0, NULL}},
    {TABLE_GENERICSTABLE, {"a b@c\tx", 3, "no value"}},
    {TABLE_GENERICSTABLE, {"joe\t@example.org", 5, "no value"}},
    {TABLE_DOMAINTABLE, {"old.example\tnew.example", 0, NULL}},
    {TABLE_DOMAINTABLE, {"old.example\tjoe@new.example", 13, "no value"}},
    {TABLE_DOMAINTABLE, {"old..example\tnew.example", 1, "no key"}},
    {TABLE_RECIPIENTS, {"joe@example.org", 0, NULL}},
    {TABLE_RECIPIENTS, {"joe@example.org  ", 0, NULL}},
    {TABLE_RECIPIENTS, {"#", 0, NULL}},
    {TABLE_RECIPIENTS, {"joe", 1, "a mail address"}},
    {TABLE_RECIPIENTS, {"joe@example.org OK", 16, "one a line"}},
    {TABLE_RECIPIENTS, {" joe@example.org", 1, "one a line"}},
    {TABLE_RECIPIENTS, {"joe@example.org\r", 16, "carriage return"}},
    {TABLE_DOMAINS, {"example.org", 0, NULL}},
    {TABLE_DOMAINS, {"example.org # ours", 12, "one a line"}},
    {TABLE_DOMAINS, {"192.0.2.1", 1, "no key"}},
};

Test(render_table_line, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct table_reader start = {.kind = rows[i].kind};
        table_rows_check(&start, &rows[i].row, 1);
    }
}

Test(render_table_line, parts)
{
    struct table_reader reader = {.kind = TABLE_DOMAINTABLE};
    struct table_fault fault = {0};
    struct table_line line;
    static const char text[] = "Old.example \t new.example \t";
    cr_assert_eq(table_line_read(&reader, text, strlen(text), &line, &fault), 0);
    cr_expect_eq(line.key_len, 11);
    cr_expect_eq(line.value_len, 11);
    cr_expect_eq(strncmp(line.value, "new.example", 11), 0);
    cr_assert_eq(table_line_read(&reader, "# x", 3, &line, &fault), 0);
    cr_expect_eq(line.key_len, 0);
    cr_assert_eq(table_line_read(&reader, "a\0b c.d", 7, &line, &fault), -1);
    cr_expect(strstr(str_text(&fault.what), "NUL") != NULL);
    cr_assert_eq(table_line_end(&reader, &fault), 0);
    table_fault_free(&fault);
}

/* The longest line is the one that makemap takes, to the byte. */
Test(render_table_line, longest)
{
    const char *dir = getenv("MCWIZARD_TOOLS");
    char *makemap = tool_find(TOOL_MAKEMAP, layout_find("debian"), dir != NULL ? dir : "", NULL);
    for (size_t len = MAKEMAP_LINE_MAX; len <= MAKEMAP_LINE_MAX + 1; len++) {
        struct table_reader reader = {.kind = TABLE_ACCESS};
        struct table_fault fault = {0};
        struct table_line line;
        struct str text = STR_INIT;
        str_add(&text, "From:a@\tQUARANTINE:");
        while (text.len < len)
            str_addch(&text, 'x');
        int rc = table_line_read(&reader, text.buf, text.len, &line, &fault);
        cr_expect_eq(rc, len > MAKEMAP_LINE_MAX ? -1 : 0, "%s", str_text(&fault.what));
        if (makemap != NULL) {
            str_addch(&text, '\n');
            const char *const argv[] = {makemap,           "-C", "/dev/null", "hash",
                                        scratch_path("m"), NULL};
            struct child c = {.argv = argv, .in = text.buf, .in_len = text.len};
            cr_assert_eq(child_run(&c, NULL), 0);
            cr_expect_eq(c.status == 0, rc == 0, "%zu: %s", len, str_text(&c.err));
            child_free(&c);
        }
        str_free(&text);
        table_fault_free(&fault);
    }
    free(makemap);
}
