/* Tests of model/schema.c; tests/check/schema.py holds it against the program. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/schema.h"
#include "model/setting.h"

static void walk(const json_t *root, const json_t *node);
static const json_t *follow(const json_t *root, const char *reference);

/* Every $ref below node leads somewhere. */
static void walk(const json_t *root, const json_t *node)
{
    const char *name;
    json_t *child;
    size_t i;
    json_array_foreach(node, i, child) walk(root, child);
    json_object_foreach((json_t *)(size_t)node, name, child)
    {
        if (strcmp(name, "$ref") == 0)
            cr_expect_not_null(follow(root, json_string_value(child)), "%s",
                               json_string_value(child));
        walk(root, child);
    }
}

static const json_t *follow(const json_t *root, const char *reference)
{
    cr_assert_eq(strncmp(reference, "#/$defs/", 8), 0, "%s", reference);
    return json_object_get(json_object_get(root, "$defs"), reference + 8);
}

Test(model_schema, names_itself)
{
    json_t *schema = schema_make();
    cr_expect_str_eq(json_string_value(json_object_get(schema, "$schema")),
                     "https://json-schema.org/draft/2020-12/schema");
    cr_expect_str_eq(json_string_value(json_object_get(schema, "$id")), "urn:mcwizard:profile:1");
    json_decref(schema);
}

Test(model_schema, has_every_setting_and_nothing_else)
{
    json_t *schema = schema_make();
    json_t *sections = json_object_get(schema, "properties");
    size_t n = 0;
    const char *name;
    json_t *section;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        const char *dot = strchr(s->path, '.');
        char *of = mem_dupn(s->path, (size_t)(dot - s->path));
        section = json_object_get(sections, of);
        json_t *row = json_object_get(json_object_get(section, "properties"), dot + 1);
        cr_assert_not_null(row, "%s", s->path);
        const char *text = json_string_value(json_object_get(row, "description"));
        cr_expect(strstr(text, s->prompt) && strstr(text, s->help) && strstr(text, s->why), "%s",
                  s->path);
        cr_expect_eq(json_object_get(row, "default") == NULL, s->fallback == NULL, "%s", s->path);
        free(of);
    }
    json_object_foreach(sections, name, section)
    {
        n += json_object_size(json_object_get(section, "properties"));
        cr_expect(json_is_false(json_object_get(section, "additionalProperties")), "%s", name);
        cr_expect_not_null(json_object_get(json_object_get(section, "patternProperties"), "^//"));
    }
    cr_expect_eq(n, setting_count());
    json_decref(schema);
}

Test(model_schema, references_lead_somewhere)
{
    json_t *schema = schema_make();
    walk(schema, schema);
    json_decref(schema);
}

Test(model_schema, is_the_same_each_time)
{
    json_t *one = schema_make(), *two = schema_make();
    char *a = json_dumps(one, 0), *b = json_dumps(two, 0);
    cr_expect_str_eq(a, b);
    free(a);
    free(b);
    json_decref(one);
    json_decref(two);
}
