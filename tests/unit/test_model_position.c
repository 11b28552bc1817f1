/* Tests of model/position.c: lines, columns, and names that stand twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/position.h"

Test(model_position, places)
{
    static const char text[] = "\n"
                               "{ \"a\" : { \"b\":1,\n"
                               "\t\"c\":\n"
                               "   [ true , \"x]}\\\"\",{}, null],\r\n"
                               "  \"d.e\": \"\xc3\xa9\", \"f\": -1.5e3 },\n"
                               "\"\\u0061a\":{\"b\":{\"g\":0}}, \"//\": 2}\n";
    static const struct {
        const char *path;
        long line, column, key_line, key_column;
    } rows[] = {
        {"", 2, 1, 2, 1},         {"a", 2, 9, 2, 3},        {"a.b", 2, 15, 2, 11},
        {"a.c", 4, 4, 3, 2},      {"a.c[0]", 4, 6, 4, 6},   {"a.c[1]", 4, 13, 4, 13},
        {"a.c[2]", 4, 21, 4, 21}, {"a.c[3]", 4, 25, 4, 25}, {"a.d.e", 5, 10, 5, 3},
        {"a.f", 5, 21, 5, 16},    {"aa", 6, 11, 6, 1},      {"aa.b", 6, 16, 6, 12},
        {"aa.b.g", 6, 21, 6, 17}, {"//", 6, 32, 6, 26},
    };
    struct positions index = {0};
    struct errs errs = {0};
    positions_index(&index, text, "f", &errs);
    cr_expect_eq(errs.n, 0);
    cr_expect_eq(index.n, ARRAY_LEN(rows));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct place *p = positions_find(&index, rows[i].path);
        cr_assert_not_null(p, "%s", rows[i].path);
        cr_expect_eq(p->line, rows[i].line, "%s: line %ld", rows[i].path, p->line);
        cr_expect_eq(p->column, rows[i].column, "%s: column %ld", rows[i].path, p->column);
        cr_expect_eq(p->key_line, rows[i].key_line, "%s: key line", rows[i].path);
        cr_expect_eq(p->key_column, rows[i].key_column, "%s: key column %ld", rows[i].path,
                     p->key_column);
    }
    cr_expect_null(positions_find(&index, "a.c[4]"));
    cr_expect_null(positions_find(&index, "b"));
    positions_free(&index);
    cr_expect_null(positions_find(&index, "a"));
}

Test(model_position, scalars_and_empty_ones)
{
    static const char *const texts[] = {"{}",    " [] ", "0",   "true",
                                        "\"a\"", "{ }",  "[ ]", "[[],{}]"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct positions index = {0};
        struct errs errs = {0};
        positions_index(&index, texts[i], "f", &errs);
        cr_expect_eq(errs.n, 0);
        cr_expect_not_null(positions_find(&index, ""), "%s", texts[i]);
        positions_free(&index);
    }
}

Test(model_position, names_that_stand_twice)
{
    static const struct {
        const char *text;
        const char *errors; /* LINE:COLUMN NAME of the second, joined by | */
    } rows[] = {
        {"{\"a\":1,\"b\":2}", ""},
        {"{\"a\":1,\"a\":2}", "1:8 a"},
        {"{\"a\":{\"a\":{\"a\":1}}}", ""},
        {"{\"a\":1,\n \"b\":2,\n  \"a\":3}", "3:3 a"},
        {"{\"a\":1,\"\\u0061\":2}", "1:8 a"},
        {"{\"\\u0061\":1,\"a\":2}", "1:13 a"},
        {"{\"//\":1,\"//\":2}", "1:9 //"},
        {"{\"//\":1,\"\\/\\/\":2}", "1:9 //"},
        {"{\"// a\":1,\"// b\":2}", ""},
        {"{\"A\":1,\"a\":2}", ""},
        {"{\"\":1,\"\":2}", "1:7 "},
        {"{\"a\":1,\"a\":2,\"a\":3}", "1:8 a|1:14 a"},
        {"[{\"a\":1},{\"a\":1}]", ""},
        {"[{\"a\":1,\"a\":1}]", "1:9 a"},
        {"{\"//\":{\"x\":[{\"y\":1,\"y\":2}]}}", "1:20 y"},
        {"{\"\xc3\xa9\":1,\"\\u00e9\":2}", "1:9 \xc3\xa9"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct positions index = {0};
        struct errs errs = {0};
        struct str got = STR_INIT;
        positions_index(&index, rows[i].text, "f", &errs);
        errs_sort(&errs);
        for (size_t k = 0; k < errs.n; k++) {
            const char *name = strchr(errs.v[k].text, '"') + 1;
            cr_expect_str_eq(errs.v[k].file, "f");
            cr_expect(strstr(errs.v[k].mend, "the other is at line ") != NULL);
            str_addf(&got, "%s%ld:%ld %.*s", k > 0 ? "|" : "", errs.v[k].line, errs.v[k].column,
                     (int)strcspn(name, "\""), name);
        }
        cr_expect_str_eq(str_text(&got), rows[i].errors, "%s: %s", rows[i].text, str_text(&got));
        str_free(&got);
        errs_free(&errs);
        positions_free(&index);
    }
}

Test(model_position, hostile_texts_do_not_grow_the_index)
{
    struct str text = STR_INIT;
    struct positions index = {0};
    struct errs errs = {0};
    /* A long name with many items, deep nesting, and more twins than anybody reads. */
    str_add(&text, "{\"x\":{\"");
    for (int i = 0; i < 1000; i++)
        str_add(&text, "name");
    str_add(&text, "\":[0");
    for (int i = 0; i < 10000; i++)
        str_add(&text, ",0");
    str_add(&text, "]},\"y\":");
    for (int i = 0; i < 2000; i++)
        str_add(&text, "[");
    for (int i = 0; i < 2000; i++)
        str_add(&text, "]");
    for (int i = 0; i < 1000; i++)
        str_add(&text, ",\"z\":0");
    str_add(&text, "}");
    positions_index(&index, str_text(&text), "f", &errs);
    cr_expect_lt(index.n, 1100, "%zu places", index.n);
    cr_expect_eq(errs.n, 100, "%zu errors", errs.n);
    errs_free(&errs);
    positions_free(&index);
    str_free(&text);
}
