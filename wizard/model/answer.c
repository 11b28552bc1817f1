/* Answers in text to values and back: profile_read_answer and profile_show of profile.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/profile.h"
#include "model/value.h"

static json_t *read_json(const char *text, struct err *err);
static json_t *read_bool(const char *text, struct err *err);
static json_t *read_int(const struct setting *s, const char *text, struct err *err);
static json_t *read_text(const char *text, struct err *err);
static json_t *read_list(const struct setting *s, const char *text, struct err *err);
static json_t *read_entry(const struct setting *s, const char *text, struct err *err);
static json_t *read_one(const struct setting *s, const char *text, struct err *err);
static void show_one(const struct setting *s, const json_t *value, struct str *out);

json_t *profile_read_answer(const struct setting *s, const char *text, struct err *err)
{
    if (s->shape == SHAPE_LIST)
        return text[0] == '[' && s->type != TYPE_TARGET ? read_json(text, err)
                                                        : read_list(s, text, err);
    if (s->shape == SHAPE_MAP)
        return text[0] == '{' ? read_json(text, err) : read_entry(s, text, err);
    return read_one(s, text, err);
}

static json_t *read_one(const struct setting *s, const char *text, struct err *err)
{
    if (s->type == TYPE_BOOL)
        return read_bool(text, err);
    if (s->type == TYPE_INT)
        return read_int(s, text, err);
    return read_text(text, err);
}

static json_t *read_json(const char *text, struct err *err)
{
    json_error_t trouble;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &trouble);
    if (value == NULL)
        err_set(err, ERR_INPUT, "is no valid JSON: %s", trouble.text);
    return value;
}

static json_t *read_bool(const char *text, struct err *err)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"true", true},   {"yes", true}, {"y", true},  {"on", true},
                 {"false", false}, {"no", false}, {"n", false}, {"off", false}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(words[i].word, text) == 0)
            return json_boolean(words[i].value);
    err_set(err, ERR_INPUT, "expected yes or no");
    return NULL;
}

static json_t *read_int(const struct setting *s, const char *text, struct err *err)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0) {
        err_set(err, ERR_INPUT, "expected a whole number from %ld to %ld", s->min, s->max);
        return NULL;
    }
    return json_integer(value);
}

static json_t *read_text(const char *text, struct err *err)
{
    json_t *value = json_string(text);
    if (value == NULL)
        err_set(err, ERR_INPUT, "is not valid UTF-8");
    return value;
}

static json_t *read_list(const struct setting *s, const char *text, struct err *err)
{
    json_t *list = json_array();
    struct strs items = {0};
    /* A reason is prose, and has commas in it. */
    strs_split(&items, text,
               s->type == TYPE_TEXT         ? "\n"
               : type_table[s->type].commas ? ";\n"
                                            : ", \t");
    for (size_t i = 0; i < items.n; i++) {
        json_t *item = read_text(items.v[i], err);
        if (item == NULL) {
            json_decref(list);
            list = NULL;
            break;
        }
        json_array_append_new(list, item);
    }
    strs_free(&items);
    return list;
}

static json_t *read_entry(const struct setting *s, const char *text, struct err *err)
{
    const char *equals = strchr(text, '=');
    json_t *map = json_object();
    size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);
    char *key = mem_dupn(text, len);
    json_t *value = text[0] == '\0' ? NULL : read_one(s, equals != NULL ? equals + 1 : "", err);
    /* Nothing at all is the empty map. */
    bool kept = text[0] == '\0' || (value != NULL && json_object_set_new(map, key, value) == 0);
    if (!kept) {
        if (value != NULL)
            err_set(err, ERR_INPUT, "is not valid UTF-8");
        json_decref(map);
        map = NULL;
    }
    free(key);
    return map;
}

char *profile_show(const struct setting *s, const json_t *value)
{
    struct str out = STR_INIT;
    size_t i;
    const char *name;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            str_add(&out, i == 0 ? "" : type_table[s->type].commas ? "; " : ", ");
            show_one(s, item, &out);
        }
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)(size_t)value, name, item)
        {
            if (value_is_comment(name))
                continue;
            str_addf(&out, "%s%s=", out.len > 0 ? "; " : "", name);
            show_one(s, item, &out);
        }
    } else if (value != NULL) {
        show_one(s, value, &out);
    }
    return str_take(&out);
}

static void show_one(const struct setting *s, const json_t *value, struct str *out)
{
    if (s->type == TYPE_BOOL)
        str_add(out, json_is_true(value) ? "yes" : "no");
    else if (s->type == TYPE_INT)
        str_addf(out, "%ld", (long)json_number_value(value));
    else
        str_add(out, json_string_value(value));
}
