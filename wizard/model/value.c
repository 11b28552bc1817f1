/* Checking one value; see value.h. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/value.h"

static int check_one(const struct setting *s, const json_t *value, const char *where,
                     value_complaint *complain, void *arg);
static int check_list(const struct setting *s, const json_t *value, value_complaint *complain,
                      void *arg);
static int check_map(const struct setting *s, const json_t *value, value_complaint *complain,
                     void *arg);
static int check_choice(const struct setting *s, const char *text, const char *where,
                        value_complaint *complain, void *arg);
static int wrong_kind(const struct setting *s, const json_t *value, const char *where,
                      value_complaint *complain, void *arg);
static const char *kind_name(const json_t *value);
static void add_shown(struct str *out, const char *text, size_t len);

int value_check(const struct setting *setting, const json_t *value, value_complaint *complain,
                void *arg)
{
    switch (setting->shape) {
    case SHAPE_LIST:
        return check_list(setting, value, complain, arg);
    case SHAPE_MAP:
        return check_map(setting, value, complain, arg);
    default:
        return check_one(setting, value, "", complain, arg);
    }
}

bool value_is_refusal(const char *target)
{
    static const char mailer[] = "error:";
    return strncasecmp(target, mailer, sizeof(mailer) - 1) == 0;
}

bool value_is_comment(const char *name)
{
    return strncmp(name, "//", 2) == 0;
}

json_t *value_fallback(const struct setting *setting)
{
    if (setting->fallback == NULL)
        return NULL;
    json_t *value = json_loads(setting->fallback, JSON_DECODE_ANY, NULL);
    MUST(value != NULL);
    return value;
}

void value_expected(const struct setting *setting, struct str *out)
{
    if (setting->type == TYPE_INT) {
        str_addf(out, "a whole number from %ld to %ld", setting->min, setting->max);
    } else if (setting->type == TYPE_CHOICE) {
        str_add(out, "one of ");
        for (size_t i = 0; setting->choices[i] != NULL; i++)
            str_addf(out, "%s%s", i > 0 ? ", " : "", setting->choices[i]);
    } else {
        str_add(out, type_table[setting->type].expected);
    }
}

static int check_one(const struct setting *s, const json_t *value, const char *where,
                     value_complaint *complain, void *arg)
{
    struct str expected = STR_INIT, what = STR_INIT;
    int rc = -1;
    value_expected(s, &expected);
    if (s->type == TYPE_BOOL) {
        rc = json_is_boolean(value) ? 0 : wrong_kind(s, value, where, complain, arg);
        goto out;
    }
    if (s->type == TYPE_INT) {
        /* JSON Schema counts 5.0 as a whole number, so do we. */
        double number = json_number_value(value);
        if (!json_is_number(value) || floor(number) != number) {
            rc = wrong_kind(s, value, where, complain, arg);
        } else if (number < (double)s->min || number > (double)s->max) {
            str_addf(&what, "%.0f is out of bounds, expected %s", number, str_text(&expected));
            complain(arg, where, false, str_text(&what), NULL);
        } else {
            rc = 0;
        }
        goto out;
    }
    if (!json_is_string(value)) {
        rc = wrong_kind(s, value, where, complain, arg);
        goto out;
    }
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (s->type == TYPE_CHOICE) {
        rc = check_choice(s, text, where, complain, arg);
        goto out;
    }
    bool may_be_empty =
        s->shape == SHAPE_ONE && s->fallback != NULL && strcmp(s->fallback, "\"\"") == 0;
    if ((len == 0 && may_be_empty) || type_matches(s->type, text, len)) {
        rc = 0;
        goto out;
    }
    str_add(&what, "\"");
    add_shown(&what, text, len);
    str_addf(&what, "\" is not valid, expected %s", str_text(&expected));
    complain(arg, where, false, str_text(&what), NULL);
out:
    str_free(&expected);
    str_free(&what);
    return rc;
}

static int check_list(const struct setting *s, const json_t *value, value_complaint *complain,
                      void *arg)
{
    int rc = 0;
    size_t i;
    json_t *item;
    if (!json_is_array(value))
        return wrong_kind(s, value, "", complain, arg);
    json_array_foreach(value, i, item)
    {
        struct str where = STR_INIT;
        str_addf(&where, "[%zu]", i);
        if (check_one(s, item, str_text(&where), complain, arg) != 0)
            rc = -1;
        str_free(&where);
    }
    return rc;
}

static int check_map(const struct setting *s, const json_t *value, value_complaint *complain,
                     void *arg)
{
    int rc = 0;
    const char *name;
    json_t *item;
    if (!json_is_object(value))
        return wrong_kind(s, value, "", complain, arg);
    json_object_foreach((json_t *)(size_t)value, name, item)
    {
        if (value_is_comment(name))
            continue;
        struct str where = STR_INIT;
        str_addf(&where, ".%s", name);
        if (!type_matches(s->key_type, name, strlen(name))) {
            struct str what = STR_INIT;
            str_add(&what, "the name \"");
            add_shown(&what, name, strlen(name));
            str_addf(&what, "\" is not valid, expected %s", type_table[s->key_type].expected);
            complain(arg, str_text(&where), true, str_text(&what), NULL);
            str_free(&what);
            rc = -1;
        }
        if (check_one(s, item, str_text(&where), complain, arg) != 0)
            rc = -1;
        str_free(&where);
    }
    return rc;
}

static int check_choice(const struct setting *s, const char *text, const char *where,
                        value_complaint *complain, void *arg)
{
    size_t n = 0;
    for (; s->choices[n] != NULL; n++)
        if (strcmp(s->choices[n], text) == 0)
            return 0;
    const char *near = str_nearest(text, s->choices, n);
    struct str what = STR_INIT, mend = STR_INIT;
    str_add(&what, "\"");
    add_shown(&what, text, strlen(text));
    str_add(&what, "\" is not a choice, expected ");
    value_expected(s, &what);
    if (near != NULL)
        str_addf(&mend, "did you mean \"%s\"?", near);
    complain(arg, where, false, str_text(&what), near != NULL ? str_text(&mend) : NULL);
    str_free(&what);
    str_free(&mend);
    return -1;
}

static int wrong_kind(const struct setting *s, const json_t *value, const char *where,
                      value_complaint *complain, void *arg)
{
    struct str what = STR_INIT;
    bool item = where[0] != '\0' || s->shape == SHAPE_ONE;
    str_addf(&what, "is %s, expected ", kind_name(value));
    if (!item)
        str_addf(&what, "a %s of values, each ",
                 s->shape == SHAPE_LIST ? "JSON array" : "JSON object");
    if (s->type != TYPE_BOOL && s->type != TYPE_INT)
        str_add(&what, "a string: ");
    value_expected(s, &what);
    complain(arg, where, false, str_text(&what), NULL);
    str_free(&what);
    return -1;
}

static const char *kind_name(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",
        [JSON_ARRAY] = "an array",
        [JSON_STRING] = "a string",
        [JSON_INTEGER] = "a number",
        [JSON_REAL] = "a number with a fraction",
        [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",
        [JSON_NULL] = "null",
    };
    return names[json_typeof(value)];
}

/* A value as an error shows it: cut, and with nothing that could act on a terminal. */
static void add_shown(struct str *out, const char *text, size_t len)
{
    enum { SHOWN = 60 };
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        /* Never cut inside a character. */
        if (i >= SHOWN && (c & 0xc0) != 0x80)
            break;
        if (c < ' ' || c == 127)
            str_addf(out, "\\x%02x", c);
        else
            str_addch(out, text[i]);
    }
    if (len > SHOWN)
        str_add(out, "...");
}
