/* What an import gathers; see import.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/import.h"

#include "model/setting.h"
#include "model/value.h"

static const struct setting *setting_of(const char *path);
static json_t *read_text(const struct setting *s, bool is_key, const char *text);
static bool take(struct import *imp, const struct setting *s, json_t *value, char **why);
static value_complaint complain;
static bool holds(const json_t *list, const json_t *item);

void import_init(struct import *imp, const struct layout *layout)
{
    *imp = (struct import){.layout = layout, .values = json_object()};
    MUST(imp->values != NULL);
}

void import_free(struct import *imp)
{
    json_decref(imp->values);
    for (size_t i = 0; i < ARRAY_LEN(imp->extra); i++)
        str_free(&imp->extra[i]);
    for (size_t i = 0; i < imp->n_lines; i++) {
        free(imp->lines[i].text);
        free(imp->lines[i].why);
        strs_free(&imp->lines[i].settings);
    }
    for (size_t i = 0; i < imp->n_tables; i++) {
        free(imp->tables[i].name);
        free(imp->tables[i].file);
        free(imp->tables[i].why);
        strs_free(&imp->tables[i].settings);
    }
    for (size_t i = 0; i < imp->n_left; i++) {
        free(imp->left[i].file);
        free(imp->left[i].text);
        free(imp->left[i].why);
    }
    for (size_t i = 0; i < imp->n_notes; i++) {
        free(imp->notes[i].name);
        free(imp->notes[i].why);
    }
    for (size_t i = 0; i < IMPORT_ROLES; i++)
        free(imp->roles[i].evidence);
    free(imp->lines);
    free(imp->tables);
    free(imp->left);
    free(imp->notes);
    *imp = (struct import){.n_lines = 0};
}

bool import_set(struct import *imp, const char *path, const char *value, char **why)
{
    const struct setting *s = setting_of(path);
    return take(imp, s, read_text(s, false, value), why);
}

bool import_set_json(struct import *imp, const char *path, json_t *value, char **why)
{
    return take(imp, setting_of(path), value, why);
}

bool import_add(struct import *imp, const char *path, const char *item, char **why)
{
    const struct setting *s = setting_of(path);
    json_t *one = read_text(s, false, item), *single = json_array();
    bool taken = false;
    MUST(s->shape == SHAPE_LIST && single != NULL && json_array_append(single, one) == 0);
    char *where = NULL;
    if (value_check(s, single, complain, why != NULL ? why : &where) == 0) {
        json_t *section = NULL, *list = NULL;
        const char *dot = strchr(path, '.');
        char *name = mem_dupn(path, (size_t)(dot - path));
        section = json_object_get(imp->values, name);
        list = json_object_get(section, dot + 1);
        if (list == NULL)
            taken = take(imp, s, json_incref(single), why);
        else
            taken = holds(list, one) || json_array_append(list, one) == 0;
        free(name);
    }
    free(where);
    json_decref(one);
    json_decref(single);
    return taken;
}

bool import_put(struct import *imp, const char *path, const char *key, const char *value,
                char **why)
{
    const struct setting *s = setting_of(path);
    json_t *one = read_text(s, false, value), *single = json_object();
    bool taken = false;
    char *where = NULL;
    MUST(s->shape == SHAPE_MAP && single != NULL);
    if (json_object_set(single, key, one) != 0) /* not UTF-8 */
        str_set(why != NULL ? why : &where, "it holds bytes that are no text");
    else if (value_check(s, single, complain, why != NULL ? why : &where) == 0) {
        const char *dot = strchr(path, '.');
        char *name = mem_dupn(path, (size_t)(dot - path));
        json_t *map = json_object_get(json_object_get(imp->values, name), dot + 1);
        if (map == NULL)
            taken = take(imp, s, json_incref(single), why);
        else
            taken = json_object_set(map, key, one) == 0;
        free(name);
    }
    free(where);
    json_decref(one);
    json_decref(single);
    return taken;
}

static const struct setting *setting_of(const char *path)
{
    const struct setting *s = setting_find(path, NULL);
    MUST(s != NULL);
    return s;
}

/* As the type of the setting has it: a number, a truth, or else a string. */
static json_t *read_text(const struct setting *s, bool is_key, const char *text)
{
    enum type_id type = is_key ? s->key_type : s->type;
    char *end = NULL;
    json_t *value = NULL;
    if (type == TYPE_BOOL)
        value = json_boolean(strcmp(text, "true") == 0);
    else if (type == TYPE_INT && text[0] != '\0') {
        long long n = strtoll(text, &end, 10);
        value = *end == '\0' ? json_integer(n) : NULL;
    }
    if (value == NULL)
        value = json_string(text);
    return value != NULL ? value : json_string("\x01"); /* not UTF-8: no type takes this */
}

static bool take(struct import *imp, const struct setting *s, json_t *value, char **why)
{
    char *where = NULL;
    bool fits = value != NULL && value_check(s, value, complain, why != NULL ? why : &where) == 0;
    free(where);
    if (!fits) {
        json_decref(value);
        return false;
    }
    const char *dot = strchr(s->path, '.');
    char *name = mem_dupn(s->path, (size_t)(dot - s->path));
    json_t *section = json_object_get(imp->values, name);
    if (section == NULL) {
        section = json_object();
        MUST(section != NULL && json_object_set_new(imp->values, name, section) == 0);
    }
    MUST(json_object_set_new(section, dot + 1, value) == 0);
    free(name);
    return true;
}

/* arg: char **, which gets the first complaint. */
static void complain(void *arg, const char *where, bool is_key, const char *what, const char *mend)
{
    char **why = arg;
    (void)where;
    (void)is_key;
    if (*why == NULL)
        str_set(why, "%s%s%s", what, mend != NULL ? "; " : "", mend != NULL ? mend : "");
}

static bool holds(const json_t *list, const json_t *item)
{
    size_t i;
    json_t *have;
    json_array_foreach((json_t *)(size_t)list, i, have) if (json_equal(have, item)) return true;
    return false;
}

const json_t *import_value(const struct import *imp, const char *path)
{
    const char *dot = strchr(path, '.');
    char *name = mem_dupn(path, (size_t)(dot - path));
    const json_t *value = json_object_get(json_object_get(imp->values, name), dot + 1);
    free(name);
    return value;
}

void import_unset(struct import *imp, const char *path)
{
    const char *dot = strchr(path, '.');
    char *name = mem_dupn(path, (size_t)(dot - path));
    json_object_del(json_object_get(imp->values, name), dot + 1);
    free(name);
}

bool import_has(const struct import *imp, const char *path)
{
    return import_value(imp, path) != NULL;
}

struct import_table *import_add_table(struct import *imp, const char *name, const char *file)
{
    if (imp->n_tables == imp->cap_tables) {
        imp->cap_tables = imp->cap_tables > 0 ? imp->cap_tables * 2 : 8;
        imp->tables = mem_realloc(imp->tables, imp->cap_tables, sizeof(*imp->tables));
    }
    struct import_table *t = &imp->tables[imp->n_tables++];
    *t =
        (struct import_table){.name = mem_dup(name), .file = mem_dup(file), .fate = IMPORT_SETTING};
    return t;
}

void import_add_left(struct import *imp, const char *file, long line, const char *text,
                     const char *why)
{
    if (imp->n_left == imp->cap_left) {
        imp->cap_left = imp->cap_left > 0 ? imp->cap_left * 2 : 8;
        imp->left = mem_realloc(imp->left, imp->cap_left, sizeof(*imp->left));
    }
    imp->left[imp->n_left++] = (struct import_left){
        .file = mem_dup(file), .line = line, .text = mem_dup(text), .why = mem_dup(why)};
}

void import_add_note(struct import *imp, const char *kind, const char *name, const char *why)
{
    if (imp->n_notes == imp->cap_notes) {
        imp->cap_notes = imp->cap_notes > 0 ? imp->cap_notes * 2 : 8;
        imp->notes = mem_realloc(imp->notes, imp->cap_notes, sizeof(*imp->notes));
    }
    imp->notes[imp->n_notes++] =
        (struct import_note){.kind = kind, .name = mem_dup(name), .why = mem_dup(why)};
}
