/* Aliases as a map. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/aliases.h"

static const struct {
    const char *text, *map;
} rows[] = {
    {"root: joe\n", "root\tjoe\n@\t@\n"},
    {"# c\n\nroot:\tjoe\nlist : a,\n\tb,\n  c\nx: y", "root\tjoe\nlist\ta,\tb,  c\nx\ty\n@\t@\n"},
    {"p: \"|/bin/x a:b\"  \n", "p\t\"|/bin/x a:b\"\n@\t@\n"},
    {"\n", "@\t@\n"},
};

static int convert(const char *text, char **map, struct err *err)
{
    size_t len;
    FILE *from = fmemopen((char *)(size_t)text, strlen(text), "r"), *to = open_memstream(map, &len);
    cr_assert(from != NULL && to != NULL);
    int rc = aliases_as_map(from, to, "aliases", err);
    fclose(from);
    fclose(to);
    return rc;
}

Test(cf_aliases, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *map = NULL;
        cr_expect_eq(convert(rows[i].text, &map, NULL), 0);
        cr_expect_str_eq(map, rows[i].map);
        free(map);
    }
}

Test(cf_aliases, too_long)
{
    struct str text = STR_INIT;
    struct err err = {0};
    char *map = NULL;
    str_add(&text, "list: ann");
    while (text.len < 1400)
        str_add(&text, ",\n bob");
    cr_expect_eq(convert(str_text(&text), &map, &err), -1);
    cr_expect(strstr(err.text, "the alias list has") != NULL, "%s", err.text);
    cr_expect(strstr(err.mend, ":include:") != NULL);
    err_clear(&err);
    str_free(&text);
    free(map);
}

static const struct {
    const char *text, *targets, *list; /* "line target;" each; list: as a list's file */
} targets[] = {
    {"root: joe\n", "1 joe;", "1 root: joe;"},
    {"# c\n\na: b,\n  c ,d\nx: y", "3 b;3 c;3 d;5 y;", "3 a: b;4 c;4 d;5 x: y;"},
    {"p: \"|/bin/x a, b\", q", "1 |/bin/x a, b;1 q;", "1 p: |/bin/x a, b;1 q;"},
    {"p: |\"/bin/x -f\"", "1 |/bin/x -f;", "1 p: |/bin/x -f;"},
    {"p: \\joe, \"|/bin/x \\\"y\\\"\"", "1 joe;1 |/bin/x \"y\";", NULL},
    {"l: :include:/etc/l\nf : /var/f \r\n", "1 :include:/etc/l;2 /var/f;", NULL},
    {"a:\nb\n,,\n", "", "1 a:;2 b;"},
    {"", "", ""},
};

static void note(void *arg, long line, const char *target)
{
    str_addf(arg, "%ld %s;", line, target);
}

Test(cf_aliases, targets)
{
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct str got = STR_INIT;
        aliases_targets(targets[i].text, note, &got);
        cr_expect_str_eq(str_text(&got), targets[i].targets, "row %zu: %s", i, str_text(&got));
        str_clear(&got);
        aliases_list_targets(targets[i].text, note, &got);
        if (targets[i].list != NULL)
            cr_expect_str_eq(str_text(&got), targets[i].list, "row %zu: %s", i, str_text(&got));
        str_free(&got);
    }
}
