/* The table of settings as a JSON Schema; see schema.h. */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/schema.h"
#include "model/setting.h"
#include "model/value.h"

static json_t *make_types(void);
static json_t *make_section(const struct section *section);
static json_t *make_setting(const struct setting *s);
static json_t *make_value(const struct setting *s);
static json_t *make_number(const struct setting *s);
static json_t *make_choice(const struct setting *s);
static json_t *make_text(const struct setting *s);
static json_t *make_map(const struct setting *s);
static json_t *reference(enum type_id type);
static json_t *comments(void);
static char *type_key(enum type_id type);
static void put(json_t *object, const char *name, json_t *value);
static void put_text(json_t *object, const char *name, const char *text);

json_t *schema_make(void)
{
    json_t *schema = json_object(), *sections = json_object();
    put_text(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put_text(schema, "$id", SCHEMA_ID);
    put_text(schema, "title", "mcwizard profile");
    put_text(schema, "description",
             "What a mail host is for, from which mcwizard makes its sendmail configuration. A "
             "name that starts with // is a comment, whatever its value.");
    put_text(schema, "type", "object");
    for (const struct section *s = setting_sections; s->name != NULL; s++)
        put(sections, s->name, make_section(s));
    put(schema, "properties", sections);
    /* host.name has no default; see make_section. */
    put(schema, "required", json_pack("[s]", "host"));
    put(schema, "patternProperties", comments());
    put(schema, "additionalProperties", json_false());
    put(schema, "$defs", make_types());
    return schema;
}

static json_t *make_types(void)
{
    json_t *types = json_object();
    for (int i = 0; i < TYPE_COUNT; i++) {
        const struct type *t = &type_table[i];
        if (t->pattern == NULL || i == TYPE_CHOICE)
            continue;
        char *name = type_key((enum type_id)i);
        json_t *type = json_object();
        put_text(type, "description", t->expected);
        put_text(type, "type", "string");
        put_text(type, "pattern", t->pattern);
        put(type, "maxLength", json_integer((json_int_t)t->max_len));
        /* Where $ also matches before a newline at the end (Python), the pattern alone lets it by.
         */
        put(type, "not", json_pack("{s:s}", "pattern", "\\n"));
        put(types, name, type);
        free(name);
    }
    return types;
}

static json_t *make_section(const struct section *section)
{
    json_t *object = json_object(), *settings = json_object(), *required = json_array();
    put_text(object, "description", section->title);
    put_text(object, "type", "object");
    for (const struct setting *s = section->rows; s->path != NULL; s++) {
        const char *name = strchr(s->path, '.') + 1;
        put(settings, name, make_setting(s));
        if (s->fallback == NULL)
            json_array_append_new(required, json_string(name));
    }
    put(object, "properties", settings);
    if (json_array_size(required) > 0)
        put(object, "required", json_incref(required));
    put(object, "patternProperties", comments());
    put(object, "additionalProperties", json_false());
    json_decref(required);
    return object;
}

static json_t *make_setting(const struct setting *s)
{
    json_t *schema = NULL;
    struct str text = STR_INIT;
    bool question = s->prompt[strlen(s->prompt) - 1] == '?';
    str_addf(&text, "%s%s %s %s", s->prompt, question ? "" : ".", s->help, s->why);
    switch (s->shape) {
    case SHAPE_LIST:
        schema = json_pack("{s:s, s:o}", "type", "array", "items", make_value(s));
        break;
    case SHAPE_MAP:
        schema = make_map(s);
        break;
    default:
        schema = make_value(s);
        break;
    }
    MUST(schema != NULL);
    put_text(schema, "description", str_text(&text));
    if (s->fallback != NULL)
        put(schema, "default", value_fallback(s));
    str_free(&text);
    return schema;
}

static json_t *make_value(const struct setting *s)
{
    switch (s->type) {
    case TYPE_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case TYPE_INT:
        return make_number(s);
    case TYPE_CHOICE:
        return make_choice(s);
    default:
        return make_text(s);
    }
}

static json_t *make_number(const struct setting *s)
{
    return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)s->min, "maximum",
                     (json_int_t)s->max);
}

static json_t *make_choice(const struct setting *s)
{
    json_t *choices = json_array();
    for (size_t i = 0; s->choices[i] != NULL; i++)
        json_array_append_new(choices, json_string(s->choices[i]));
    return json_pack("{s:o}", "enum", choices);
}

static json_t *make_text(const struct setting *s)
{
    /* As check_one of value.c has it: nothing given, said aloud. */
    bool may_be_empty =
        s->shape == SHAPE_ONE && s->fallback != NULL && strcmp(s->fallback, "\"\"") == 0;
    if (!may_be_empty)
        return reference(s->type);
    return json_pack("{s:[{s:s}, o]}", "anyOf", "const", "", reference(s->type));
}

static json_t *make_map(const struct setting *s)
{
    return json_pack("{s:s, s:{s:[{s:s}, o]}, s:o, s:o}", "type", "object", "propertyNames",
                     "anyOf", "pattern", "^//", reference(s->key_type), "patternProperties",
                     comments(), "additionalProperties", make_value(s));
}

static json_t *reference(enum type_id type)
{
    struct str path = STR_INIT;
    char *name = type_key(type);
    str_addf(&path, "#/$defs/%s", name);
    json_t *schema = json_pack("{s:s}", "$ref", str_text(&path));
    free(name);
    str_free(&path);
    return schema;
}

static json_t *comments(void)
{
    return json_pack("{s:{}}", "^//");
}

/* The name of a type as a name without blanks; the caller frees it. */
static char *type_key(enum type_id type)
{
    char *name = mem_dup(type_table[type].name);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ')
            *c = '-';
    return name;
}

static void put(json_t *object, const char *name, json_t *value)
{
    MUST(value != NULL && json_object_set_new(object, name, value) == 0);
}

static void put_text(json_t *object, const char *name, const char *text)
{
    put(object, name, json_string(text));
}
