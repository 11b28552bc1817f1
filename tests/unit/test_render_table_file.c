/* Files with lines of tables: checked, and copied. */
#include <fcntl.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/table_file.h"

#include "scratch.h"

TestSuite(render_table_file, .init = scratch_make, .fini = scratch_remove);

static struct table_source *check(const char *text, size_t len, struct table_terms *terms,
                                  struct errs *errs)
{
    terms->setting = "tables.x_file";
    int fd = open(scratch_write("t", text, len, 0644), O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    return table_file_check(fd, "t", terms, errs);
}

static int add(void *arg, const char *bytes, size_t len, struct err *err)
{
    (void)err;
    str_addn(arg, bytes, len);
    return 0;
}

static const struct {
    enum table_kind kind;
    const char *text, *copy; /* NULL: it is refused */
    const char *errors;      /* a part of each, in order */
} rows[] = {
    {TABLE_DOMAINTABLE, "a.x b.x\n#c\n\nc.x\td.x\n", "a.x b.x\n#c\n\nc.x\td.x\n", ""},
    {TABLE_DOMAINTABLE, "a.x b.x", "a.x b.x\n", ""},
    {TABLE_DOMAINTABLE, "", "", ""},
    {TABLE_RECIPIENTS, "a@x.y\n# c\n\nb@x.y \n", "a@x.y\tOK\nb@x.y\tOK\n", ""},
    {TABLE_DOMAINS, "a.x\n#c\nb.x", "a.x\nb.x\n", ""},
    {TABLE_ALIASES, "a: b,\n c\nd: e", "a: b,\n c\nd: e\n", ""},
    {TABLE_DOMAINTABLE, "a.x b.x\nc.x d.x\nA.X e.x\n", NULL,
     "t:3:1: tables.x_file: \"A.X\" is there already, in line 1"},
    {TABLE_DOMAINTABLE, "a.x b.x\na.x b.x\na.x b.x\n", NULL, "t:2:1:|t:3:1:"},
    {TABLE_DOMAINTABLE, "x\na.x b.x\na.x b.x\ny\n", NULL, "t:1:2:|t:3:1:|t:4:2:"},
    {TABLE_ALIASES, "a: b,\n", NULL, "t:1:1: tables.x_file: the list before"},
    {TABLE_ALIASES, "a: b\nA : c\n", NULL, "t:2:1:"},
};

Test(render_table_file, rows)
{
    /* With few bits nearly all fingerprints meet, and only the keys tell. */
    static const unsigned bits[] = {0, 1, 4};
    for (size_t i = 0; i < ARRAY_LEN(rows) * ARRAY_LEN(bits); i++) {
        const char *text = rows[i / ARRAY_LEN(bits)].text, *copy = rows[i / ARRAY_LEN(bits)].copy;
        struct table_terms terms = {.reader = {.kind = rows[i / ARRAY_LEN(bits)].kind},
                                    .print_bits = bits[i % ARRAY_LEN(bits)]};
        struct errs errs = {0};
        struct str back = STR_INIT;
        struct strs parts = {0};
        struct table_source *s = check(text, strlen(text), &terms, &errs);
        strs_split(&parts, rows[i / ARRAY_LEN(bits)].errors, "|");
        cr_expect_eq(errs.n, parts.n, "%s", text);
        for (size_t e = 0; e < errs.n && e < parts.n; e++) {
            char *line = err_format(&errs.v[e]);
            cr_expect_eq(strncmp(line, parts.v[e], strlen(parts.v[e])), 0, "%s: %s", text, line);
            free(line);
        }
        cr_expect_eq(s != NULL, copy != NULL, "%s", text);
        if (s != NULL) {
            cr_expect_eq(table_file_copy(s, add, &back, NULL), 0);
            cr_expect_str_eq(str_text(&back), copy);
        }
        table_file_free(s);
        str_free(&back);
        strs_free(&parts);
        errs_free(&errs);
    }
}

Test(render_table_file, own)
{
    struct table_own own[] = {
        {.key = "a.x", .key_len = 3},
        {.key = "B.x ...", .key_len = 3, .yields = true},
        {.key = "c.x", .key_len = 3, .yields = true},
    };
    static const char text[] = "b.x z.x\nb.X y.x\nA.x y.x\nd.x y.x\n";
    struct table_terms terms = {
        .reader = {.kind = TABLE_DOMAINTABLE}, .own = own, .own_n = ARRAY_LEN(own)};
    struct errs errs = {0};
    cr_expect_null(check(text, strlen(text), &terms, &errs));
    cr_assert_eq(errs.n, 2);
    cr_expect(strstr(errs.v[0].text, "in line 1") != NULL, "%s", errs.v[0].text);
    cr_expect(strstr(errs.v[1].text, "from the profile itself") != NULL, "%s", errs.v[1].text);
    cr_expect_not(own[0].taken);
    cr_expect(own[1].taken);
    cr_expect_not(own[2].taken);
    errs_free(&errs);
}

Test(render_table_file, many_faults)
{
    struct table_terms terms = {.reader = {.kind = TABLE_DOMAINTABLE}};
    struct errs errs = {0};
    struct str text = STR_INIT;
    for (int i = 0; i < 30; i++)
        str_addf(&text, "a.x b.x\nx%d\n", i);
    cr_expect_null(check(str_text(&text), text.len, &terms, &errs));
    cr_assert_eq(errs.n, TABLE_FAULTS_MAX + 1);
    for (size_t i = 1; i < TABLE_FAULTS_MAX; i++)
        cr_expect_eq(errs.v[i].line, (long)i + 2); /* 29 twins and 30 without a value, by turns */
    char *line = err_format(&errs.v[TABLE_FAULTS_MAX]);
    cr_expect_str_eq(line, "t: tables.x_file: and 39 more");
    free(line);
    errs_free(&errs);
    str_free(&text);
}

/* Lines across the borders of what is read at once, and one that is longer than any may be. */
Test(render_table_file, pieces)
{
    struct table_terms terms = {.reader = {.kind = TABLE_DOMAINTABLE}};
    struct errs errs = {0};
    struct str text = STR_INIT, back = STR_INIT;
    for (int i = 0; text.len < 1500 * 1000; i++)
        str_addf(&text, "host%d.example%d.org\tx.example\n", i, i % 97);
    struct table_source *s = check(str_text(&text), text.len, &terms, &errs);
    cr_assert_not_null(s);
    cr_expect_eq(table_file_copy(s, add, &back, NULL), 0);
    cr_expect_eq(back.len, text.len);
    cr_expect_eq(memcmp(back.buf, text.buf, text.len), 0);
    table_file_free(s);
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.buf[i] == '\n';
    for (int i = 0; i < 700 * 1000; i++)
        str_addch(&text, 'x');
    str_add(&text, "\nlast.example\n");
    cr_expect_null(check(str_text(&text), text.len, &terms, &errs));
    cr_assert_eq(errs.n, 2);
    cr_expect_eq(errs.v[0].line, (long)lines + 1);
    cr_expect(strstr(errs.v[0].text, "makemap takes") != NULL);
    cr_expect_eq(errs.v[1].line, (long)lines + 2);
    errs_free(&errs);
    str_free(&text);
    str_free(&back);
}

Test(render_table_file, changed)
{
    static const char *const texts[] = {"a.x b.x\n", "a@x.y\n"};
    static const enum table_kind kinds[] = {TABLE_DOMAINTABLE, TABLE_RECIPIENTS};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct table_terms terms = {.reader = {.kind = kinds[i]}};
        struct errs errs = {0};
        struct err err = {0};
        struct str back = STR_INIT;
        struct table_source *s = check(texts[i], strlen(texts[i]), &terms, &errs);
        cr_assert_not_null(s);
        /* In place: a file renamed over it would not be read. */
        scratch_write("t", "a.x c.x\n", 8, 0644);
        cr_expect_eq(table_file_copy(s, add, &back, &err), -1);
        cr_expect(strstr(err.text, "has changed") != NULL, "%s", err.text);
        cr_expect_str_eq(err.setting, "tables.x_file");
        err_clear(&err);
        table_file_free(s);
        str_free(&back);
    }
}

static int refuse(void *arg, const char *bytes, size_t len, struct err *err)
{
    (void)arg, (void)bytes, (void)len;
    return err_set(err, ERR_SYSTEM, "full");
}

Test(render_table_file, copy_fails)
{
    struct table_terms terms = {.reader = {.kind = TABLE_DOMAINTABLE}};
    struct errs errs = {0};
    struct err err = {0};
    struct table_source *s = check("a.x b.x\n", 8, &terms, &errs);
    cr_expect_eq(table_file_copy(s, refuse, NULL, &err), -1);
    cr_expect_str_eq(err.text, "full");
    err_clear(&err);
    table_file_free(s);
    table_file_free(NULL);
}
