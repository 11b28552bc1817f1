/* What an import gathers; see import.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/import.h"

#include "model/setting.h"
#include "model/value.h"

static const struct setting *setting_of(const char *path);
static json_t *value_of(const struct import *imp, const char *path);
static json_t *single_of(const struct setting *s, const char *key, const char *value);
static json_t *read_text(const struct setting *s, const char *text);
static bool fits(const struct setting *s, const json_t *value, char **why);
static bool take(struct import *imp, const struct setting *s, json_t *value, char **why);
static value_complaint complain;
static json_t *items_of(struct import *imp, const char *path);
static char *folded(const char *item);

void import_init(struct import *imp, const struct layout *layout)
{
    *imp = (struct import){.layout = layout, .values = json_object(), .seen = json_object()};
    MUST(imp->values != NULL && imp->seen != NULL);
}

void import_free(struct import *imp)
{
    json_decref(imp->values);
    json_decref(imp->seen);
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
    return take(imp, s, read_text(s, value), why);
}

bool import_set_json(struct import *imp, const char *path, json_t *value, char **why)
{
    bool taken = take(imp, setting_of(path), value, why);
    if (taken)
        json_object_del(imp->seen, path); /* of a list that was there before */
    return taken;
}

bool import_add(struct import *imp, const char *path, const char *item, char **why)
{
    const struct setting *s = setting_of(path);
    MUST(s->shape == SHAPE_LIST);
    json_t *single = single_of(s, NULL, item), *list = value_of(imp, path);
    bool taken = fits(s, single, why);
    if (taken && !import_holds(imp, path, item)) {
        if (list == NULL)
            taken = take(imp, s, json_incref(single), why);
        else
            MUST(json_array_append(list, json_array_get(single, 0)) == 0);
        import_remember(imp, path, item);
    }
    json_decref(single);
    return taken;
}

bool import_put(struct import *imp, const char *path, const char *key, const char *value,
                char **why)
{
    const struct setting *s = setting_of(path);
    MUST(s->shape == SHAPE_MAP);
    json_t *single = single_of(s, key, value), *map = value_of(imp, path);
    bool taken = fits(s, single, why);
    if (taken && map == NULL)
        taken = take(imp, s, json_incref(single), why);
    else if (taken)
        MUST(json_object_update(map, single) == 0);
    json_decref(single);
    return taken;
}

bool import_fits(const char *path, const char *key, const char *value, char **why)
{
    const struct setting *s = setting_of(path);
    json_t *single = single_of(s, key, value);
    bool taken = fits(s, single, why);
    json_decref(single);
    return taken;
}

const json_t *import_value(const struct import *imp, const char *path)
{
    return value_of(imp, path);
}

char *import_unset(struct import *imp, const char *path, const char *entry)
{
    json_t *value = value_of(imp, path);
    json_object_del(imp->seen, path);
    if (entry[0] == '.' && json_is_object(value)) {
        json_object_del(value, entry + 1);
        return mem_dup(entry + 1);
    }
    if (entry[0] == '[' && json_is_array(value)) {
        size_t at = (size_t)strtol(entry + 1, NULL, 10);
        const char *text = json_string_value(json_array_get(value, at));
        char *name = mem_dup(text != NULL ? text : "");
        json_array_remove(value, at);
        return name;
    }
    const char *dot = strchr(path, '.');
    char *section = mem_dupn(path, (size_t)(dot - path));
    json_object_del(json_object_get(imp->values, section), dot + 1);
    free(section);
    return NULL;
}

bool import_has(const struct import *imp, const char *path)
{
    return value_of(imp, path) != NULL;
}

const char *import_text(const struct import *imp, const char *path)
{
    return json_string_value(value_of(imp, path));
}

bool import_holds(struct import *imp, const char *path, const char *item)
{
    char *small = folded(item);
    bool held = json_object_get(items_of(imp, path), small) != NULL;
    free(small);
    return held;
}

void import_remember(struct import *imp, const char *path, const char *item)
{
    char *small = folded(item);
    MUST(json_object_set_new_nocheck(items_of(imp, path), small, json_true()) == 0);
    free(small);
}

static const struct setting *setting_of(const char *path)
{
    const struct setting *s = setting_find(path, NULL);
    MUST(s != NULL);
    return s;
}

/* Borrowed; NULL: the profile does not say it. */
static json_t *value_of(const struct import *imp, const char *path)
{
    const char *dot = strchr(path, '.');
    char *name = mem_dupn(path, (size_t)(dot - path));
    json_t *value = json_object_get(json_object_get(imp->values, name), dot + 1);
    free(name);
    return value;
}

/* A list of that item, or a map of that entry; NULL if the key is no text. */
static json_t *single_of(const struct setting *s, const char *key, const char *value)
{
    json_t *single = key == NULL ? json_array() : json_object();
    MUST(single != NULL);
    if (key == NULL) {
        MUST(json_array_append_new(single, read_text(s, value)) == 0);
    } else if (json_object_set_new(single, key, read_text(s, value)) != 0) {
        json_decref(single);
        single = NULL;
    }
    return single;
}

/* As the type of the setting has it: a number, a truth, or else a string. */
static json_t *read_text(const struct setting *s, const char *text)
{
    char *end = NULL;
    json_t *value = NULL;
    if (s->type == TYPE_BOOL)
        value = json_boolean(strcmp(text, "true") == 0);
    else if (s->type == TYPE_INT && text[0] != '\0') {
        long long n = strtoll(text, &end, 10);
        value = *end == '\0' ? json_integer(n) : NULL;
    }
    if (value == NULL)
        value = json_string(text);
    return value != NULL ? value : json_string("\x01"); /* not UTF-8: no type takes this */
}

static bool fits(const struct setting *s, const json_t *value, char **why)
{
    char *unwanted = NULL;
    bool good = false;
    if (value == NULL)
        str_set(why != NULL ? why : &unwanted, "it holds bytes that are no text");
    else
        good = value_check(s, value, complain, why != NULL ? why : &unwanted) == 0;
    free(unwanted);
    return good;
}

static bool take(struct import *imp, const struct setting *s, json_t *value, char **why)
{
    if (!fits(s, value, why)) {
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

/* What a list holds, as the keys of an object, so that a long one is not searched each time. */
static json_t *items_of(struct import *imp, const char *path)
{
    json_t *items = json_object_get(imp->seen, path), *item;
    size_t i;
    if (items != NULL)
        return items;
    items = json_object();
    MUST(items != NULL && json_object_set_new(imp->seen, path, items) == 0);
    json_array_foreach(value_of(imp, path), i, item) if (json_is_string(item))
        import_remember(imp, path, json_string_value(item));
    return items;
}

/* Names, networks and addresses mean the same in large letters. */
static char *folded(const char *item)
{
    char *small = mem_dup(item);
    for (char *c = small; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return small;
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
