/* Lines of aliases. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "table_rows.h"

static const struct table_row rows[] = {
    {"root: joe", 0, NULL},
    {"root : joe ", 0, NULL},
    {"list:\tjoe, ann@example.net,\\bob", 0, NULL},
    {"owner-list: joe", 0, NULL},
    {"all: :include:/etc/mail/lists/all", 0, NULL},
    {"both: \":include:/etc/mail/x\", joe", 0, NULL},
    {"# comment", 0, NULL},
    {"", 0, NULL},
    {"list: joe,", 0, NULL},
    {"later:", 0, NULL},

    {"joe", 1, "no colon"},
    {": joe", 1, "no name of an alias"},
    {"a b: joe", 1, "no name of an alias"},
    {"joe@example.org: ann", 1, "without a domain"},
    {"|x: ann", 1, "no name of an alias"},
    {" joe", 1, "continues no alias"},
    {"a: joe,,ann", 8, "missing before the comma"},
    {"a: joe ann", 4, "no target"},
    {"a: joe;ann", 4, "no target"},
    {"a: ann@", 4, "no target"},
    {"a: :include:relative", 4, "no target"},
    {"a: :include:/a/../b", 4, "no target"},
    {"a: \"joe\"", 4, "no target"},
    {"a: \"|/bin/x", 4, "no target"},
    {"a: |/bin/x", 4, "local.programs"},
    {"a: joe, \"|/bin/x, y\"", 9, "local.programs"},
    {"a: /var/mail/a", 4, "local.file_environment"},
    {"a: j\xc3\xb6", 5, "not printable ASCII"},
    {"a: joe\r", 7, "carriage return"},
};

static const struct table_row allowed[] = {
    {"a: |/bin/x", 0, NULL},
    {"a: joe, \"|/bin/x -a 'b', \\\"c\\\"\", ann", 0, NULL},
    {"a: /var/mail/a, \"/var/mail/b\"", 0, NULL},
    {"a: /var/../etc", 4, "no target"},
    {"a: |", 4, "no target"},
    {"a: \"|\"", 4, "no target"},
};

Test(render_table_alias, lines)
{
    const struct table_reader start = {.kind = TABLE_ALIASES};
    table_rows_check(&start, rows, ARRAY_LEN(rows));
}

Test(render_table_alias, allowed)
{
    const struct table_reader start = {.kind = TABLE_ALIASES, .programs = true, .files = true};
    table_rows_check(&start, allowed, ARRAY_LEN(allowed));
}

/* Several lines, and the number of the one that is wrong; 0: none; -1: the end. */
static const struct {
    const char *lines[5];
    int wrong;
    const char *what;
} several[] = {
    {{"a: x,", " y,", "\tz"}, 0, NULL},
    {{"a: x,", " ", " y"}, 0, NULL},
    {{"a:", " x", "b: y"}, 0, NULL},
    {{"a: x", " y"}, 2, "no comma"},
    {{"a: x,", "b: y"}, 2, "ends with a comma"},
    {{"a: x,", "# comment", "b: y"}, 2, "ends with a comma"},
    {{"a: x", "", " y"}, 3, "continues no alias"},
    {{"a: x,"}, -1, "ends with a comma"},
    {{"a:"}, -1, "ends with a comma"},
    {{"a: x;y,", " z", "b: c"}, 1, "no target"},
};

Test(render_table_alias, continued)
{
    for (size_t i = 0; i < ARRAY_LEN(several); i++) {
        struct table_reader reader = {.kind = TABLE_ALIASES};
        struct table_fault fault = {0};
        struct table_line line;
        int wrong = 0;
        for (int n = 0; several[i].lines[n] != NULL; n++) {
            const char *text = several[i].lines[n];
            if (table_line_read(&reader, text, strlen(text), &line, &fault) != 0 && wrong == 0)
                wrong = n + 1;
        }
        if (wrong == 0 && table_line_end(&reader, &fault) != 0)
            wrong = -1;
        cr_expect_eq(wrong, several[i].wrong, "row %zu: %d", i, wrong);
        if (several[i].what != NULL)
            cr_expect(strstr(str_text(&fault.what), several[i].what) != NULL, "row %zu: %s", i,
                      str_text(&fault.what));
        table_fault_free(&fault);
    }
}

Test(render_table_alias, too_long)
{
    struct table_reader reader = {.kind = TABLE_ALIASES};
    struct table_fault fault = {0};
    struct table_line line;
    int rc = table_line_read(&reader, "a: x,", 5, &line, &fault);
    for (int i = 0; i < TABLE_ALIAS_MAX / 10 && rc == 0; i++)
        rc = table_line_read(&reader, " aaaaaaaa,", 10, &line, &fault);
    cr_expect_eq(rc, -1);
    cr_expect(strstr(str_text(&fault.mend), ":include:") != NULL);
    table_fault_free(&fault);
}
