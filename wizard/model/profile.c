/* A profile and its values; see profile.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sha2.h>

#include "base/mem.h"

#include "model/position.h"
#include "model/profile.h"
#include "model/value.h"

enum {
    MAX_ERRORS = 100, /* reported of one profile */
    MAX_SHOWN = 320   /* bytes of a path in an error; the longest valid one is shorter */
};

struct profile {
    json_t *doc;    /* the whole file, comments and all */
    json_t **value; /* per setting: the value that holds (owned reference), or NULL */
    bool *given;    /* per setting: the profile says it */
    json_t **off;   /* per setting: what stands in for a value that is left out, or NULL */
    struct positions places;
    char *name;    /* of the file, for errors; NULL for an empty profile */
    char *folder;  /* where its relative paths begin, or NULL: beside its file */
    size_t enough; /* errors at which no more of the file are reported */
};

/* A complaint about a value on its way into a struct errs. */
struct complaint {
    const struct profile *profile;
    const struct setting *setting;
    const char *origin; /* "--set" instead of a place, or NULL */
    struct errs *errs;
};

static void name_setting(struct err *e, const char *path);
static json_t *load(const char *text, size_t len, const char *name, struct errs *errs);
static int read_sections(struct profile *p, struct errs *errs);
static int read_settings(struct profile *p, const char *section, json_t *object, struct errs *errs);
static void unknown_name(const struct profile *p, const char *path, bool is_section,
                         struct errs *errs);
static value_complaint complain;
static size_t index_of(const char *path);
static void add_meaning(const struct setting *s, const json_t *value, struct str *out);
static void hold(struct profile *p, size_t i, json_t *value, bool given);
static struct err *error_at(const struct profile *p, struct errs *errs, const char *place_path,
                            bool at_key, const char *setting, const char *text);

struct profile *profile_new(void)
{
    struct profile *p = mem_alloc(sizeof(*p));
    p->doc = json_object();
    p->value = mem_alloc(setting_count() * sizeof(*p->value));
    p->given = mem_alloc(setting_count() * sizeof(*p->given));
    p->off = mem_alloc(setting_count() * sizeof(*p->off));
    for (size_t i = 0; i < setting_count(); i++)
        p->value[i] = value_fallback(setting_at(i));
    return p;
}

void profile_free(struct profile *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < setting_count(); i++) {
        json_decref(p->value[i]);
        json_decref(p->off[i]);
    }
    json_decref(p->doc);
    free(p->value);
    free(p->off);
    free(p->given);
    positions_free(&p->places);
    free(p->name);
    free(p->folder);
    free(p);
}

struct profile *profile_parse(const char *text, size_t len, const char *name, struct errs *errs)
{
    size_t before = errs->n;
    struct profile *p = profile_new();
    json_t *doc = load(text, len, name, errs);
    p->name = mem_dup(name);
    if (doc == NULL)
        goto out;
    json_decref(p->doc);
    p->doc = doc;
    positions_index(&p->places, text, name, errs);
    p->enough = before + MAX_ERRORS;
    read_sections(p, errs);
    if (errs->n >= p->enough)
        errs_add(errs, ERR_INPUT, name, 0, 0, "has more errors than are shown here");
out:
    if (errs->n > before) {
        profile_free(p);
        p = NULL;
    }
    return p;
}

/* The text as JSON; NULL with an error appended. */
static json_t *load(const char *text, size_t len, const char *name, struct errs *errs)
{
    json_error_t trouble;
    json_t *doc = NULL;
    /* jansson 2.14 skips a NUL byte that follows a number; everything after here stops at it. */
    const char *nul = memchr(text, '\0', len);
    if (nul != NULL) {
        long line = 1;
        const char *start = text;
        for (const char *c = text; c < nul; c++)
            if (*c == '\n')
                line++, start = c + 1;
        errs_add(errs, ERR_INPUT, name, line, (long)(nul - start) + 1,
                 "is no valid JSON: a NUL byte");
        return NULL;
    }
    doc = json_loadb(text, len, 0, &trouble);
    if (doc == NULL) {
        struct err *e = errs_add(errs, ERR_INPUT, name, trouble.line, trouble.column,
                                 "is no valid JSON: %s", trouble.text);
        if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
            err_mend(e, "remove the byte order mark at its start");
    }
    return doc;
}

static int read_sections(struct profile *p, struct errs *errs)
{
    const char *name;
    json_t *object;
    if (!json_is_object(p->doc)) {
        error_at(p, errs, "", false, NULL, "a profile is a JSON object of sections");
        return -1;
    }
    json_object_foreach(p->doc, name, object)
    {
        const struct section *s = setting_sections;
        if (value_is_comment(name))
            continue;
        while (s->name != NULL && strcmp(s->name, name) != 0)
            s++;
        if (s->name == NULL)
            unknown_name(p, name, true, errs);
        else if (!json_is_object(object))
            error_at(p, errs, name, false, name, "expected a JSON object of settings");
        else
            read_settings(p, name, object, errs);
    }
    return 0;
}

static int read_settings(struct profile *p, const char *section, json_t *object, struct errs *errs)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        struct str path = STR_INIT;
        size_t i;
        str_addf(&path, "%s.%s", section, name);
        const struct setting *s = setting_find(str_text(&path), &i);
        if (value_is_comment(name)) {
            /* kept in doc */
        } else if (s == NULL) {
            unknown_name(p, str_text(&path), false, errs);
        } else {
            struct complaint c = {p, s, NULL, errs};
            if (value_check(s, value, complain, &c) == 0)
                hold(p, i, json_incref(value), true);
        }
        str_free(&path);
    }
    return 0;
}

static void unknown_name(const struct profile *p, const char *path, bool is_section,
                         struct errs *errs)
{
    static const char *sections[64];
    size_t n = 0;
    if (errs->n >= p->enough)
        return;
    for (; setting_sections[n].name != NULL; n++)
        sections[n] = setting_sections[n].name;
    const char *near = is_section ? str_nearest(path, sections, n) : setting_nearest(path);
    struct err *e = error_at(p, errs, path, true, path,
                             is_section ? "there is no section of this name"
                                        : "there is no setting of this name");
    const char *dot = strchr(path, '.');
    if (is_section && setting_find(path, NULL) != NULL)
        err_mend(e, "write {\"%.*s\": {\"%s\": ...}}", (int)(dot - path), path, dot + 1);
    else if (near != NULL)
        err_mend(e, "did you mean \"%s\"?", near);
    else
        err_mend(e, "`mcwizard settings` lists them all");
}

static void complain(void *arg, const char *where, bool is_key, const char *what, const char *mend)
{
    struct complaint *c = arg;
    struct str path = STR_INIT;
    struct err *e;
    if (c->origin == NULL && c->errs->n >= c->profile->enough)
        return;
    str_addf(&path, "%s%s", c->setting->path, where);
    if (c->origin != NULL) {
        e = errs_add(c->errs, ERR_INPUT, c->origin, 0, 0, "%s", what);
        name_setting(e, str_text(&path));
    } else {
        e = error_at(c->profile, c->errs, str_text(&path), is_key, str_text(&path), what);
    }
    if (mend != NULL)
        err_mend(e, "%s", mend);
    str_free(&path);
}

int profile_set(struct profile *p, const char *assignment, struct errs *errs)
{
    const char *equals = strchr(assignment, '=');
    char *path = NULL;
    json_t *value = NULL;
    struct err trouble = {0};
    int rc = -1;
    if (equals == NULL) {
        struct err *e = errs_add(errs, ERR_USAGE, "--set", 0, 0, "\"%s\" has no =", assignment);
        err_mend(e, "write --set PATH=VALUE");
        return -1;
    }
    path = mem_dupn(assignment, (size_t)(equals - assignment));
    const struct setting *s = setting_find(path, NULL);
    if (s == NULL) {
        const char *near = setting_nearest(path);
        struct err *e =
            errs_add(errs, ERR_USAGE, "--set", 0, 0, "there is no setting \"%s\"", path);
        err_mend(e, near != NULL ? "did you mean \"%s\"?" : "`mcwizard settings` lists them all%s",
                 near != NULL ? near : "");
        goto out;
    }
    value = profile_read_answer(s, equals + 1, &trouble);
    if (value == NULL) {
        trouble.file = mem_dup("--set");
        trouble.setting = mem_dup(path);
        errs_add_take(errs, &trouble);
        goto out;
    }
    struct complaint c = {p, s, "--set", errs};
    if (value_check(s, value, complain, &c) != 0)
        goto out;
    /* KEY=TEXT adds to a map; JSON replaces it. */
    if (s->shape == SHAPE_MAP && equals[1] != '{') {
        json_t *both = json_deep_copy(profile_value(p, path));
        json_object_update(both, value);
        json_decref(value);
        value = both;
    }
    profile_put_take(p, s, value);
    value = NULL;
    rc = 0;
out:
    json_decref(value);
    free(path);
    return rc;
}

void profile_put_take(struct profile *p, const struct setting *s, json_t *value)
{
    const char *dot = strchr(s->path, '.');
    char *section = mem_dupn(s->path, (size_t)(dot - s->path));
    json_t *object = json_object_get(p->doc, section);
    if (object == NULL) {
        object = json_object();
        json_object_set_new(p->doc, section, object);
    }
    json_object_set(object, dot + 1, value);
    hold(p, index_of(s->path), value, true);
    free(section);
}

void profile_unset(struct profile *p, const struct setting *s)
{
    const char *dot = strchr(s->path, '.');
    char *section = mem_dupn(s->path, (size_t)(dot - s->path));
    json_t *object = json_object_get(p->doc, section);
    json_object_del(object, dot + 1);
    if (object != NULL && json_object_size(object) == 0)
        json_object_del(p->doc, section);
    hold(p, index_of(s->path), value_fallback(s), false);
    free(section);
}

const json_t *profile_value(const struct profile *p, const char *path)
{
    size_t i = index_of(path);
    return p->off[i] != NULL ? p->off[i] : p->value[i];
}

bool profile_bool(const struct profile *p, const char *path)
{
    return json_is_true(profile_value(p, path));
}

long profile_int(const struct profile *p, const char *path)
{
    return (long)json_number_value(profile_value(p, path));
}

const char *profile_text(const struct profile *p, const char *path)
{
    const char *text = json_string_value(profile_value(p, path));
    return text != NULL ? text : "";
}

void profile_list(const struct profile *p, const char *path, struct strs *items)
{
    size_t i;
    const json_t *item, *list = profile_value(p, path);
    json_array_foreach(list, i, item) strs_add(items, json_string_value(item));
}

bool profile_has(const struct profile *p, const char *path)
{
    return p->given[index_of(path)];
}

void profile_leave_out(struct profile *p, const struct setting *s)
{
    size_t i = index_of(s->path);
    json_decref(p->off[i]);
    if (s->shape == SHAPE_LIST)
        p->off[i] = json_array();
    else if (s->shape == SHAPE_MAP)
        p->off[i] = json_object();
    else if (s->type == TYPE_BOOL)
        p->off[i] = json_false();
    else if (s->type == TYPE_INT)
        p->off[i] = json_integer(0);
    else
        p->off[i] = json_string("");
}

bool profile_is_left_out(const struct profile *p, const char *path)
{
    return p->off[index_of(path)] != NULL;
}

unsigned profile_roles(const struct profile *p)
{
    return (profile_bool(p, "roles.local") ? ROLE_LOCAL : 0U) |
           (profile_bool(p, "roles.outbound") ? ROLE_OUTBOUND : 0U) |
           (profile_bool(p, "roles.inbound") ? ROLE_INBOUND : 0U) |
           (profile_bool(p, "roles.relay") ? ROLE_RELAY : 0U);
}

bool profile_on(const struct profile *p, const char *path)
{
    const json_t *value = profile_value(p, path);
    if (json_is_string(value))
        return json_string_length(value) > 0 && strcmp(json_string_value(value), "no") != 0;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    if (json_is_object(value)) {
        const char *name;
        json_t *item;
        json_object_foreach((json_t *)(size_t)value, name,
                            item) if (!value_is_comment(name)) return true;
        return false;
    }
    return json_is_true(value) || json_number_value(value) != 0;
}

bool profile_matters(const struct profile *p, const struct setting *s)
{
    return !profile_is_left_out(p, s->path) && (s->roles & profile_roles(p)) != 0 &&
           (s->needs == NULL || profile_on(p, s->needs));
}

char *profile_dump(const struct profile *p)
{
    char *json = json_dumps(p->doc, JSON_INDENT(2));
    MUST(json != NULL);
    struct str text = STR_INIT;
    str_addf(&text, "%s\n", json);
    free(json);
    return str_take(&text);
}

char *profile_dump_ascii(const struct profile *p)
{
    char *json = json_dumps(p->doc, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    MUST(json != NULL);
    struct str text = STR_INIT;
    /* jansson takes DEL for printable. */
    for (const char *c = json; *c != '\0'; c++)
        if (*c == 0x7f)
            str_add(&text, "\\u007f");
        else
            str_addch(&text, *c);
    str_addch(&text, '\n');
    free(json);
    return str_take(&text);
}

char *profile_digest(const struct profile *p)
{
    return profile_digest_with(p, &(struct str)STR_INIT);
}

char *profile_digest_with(const struct profile *p, const struct str *file)
{
    struct str all = STR_INIT;
    for (size_t i = 0; i < setting_count(); i++)
        add_meaning(setting_at(i), p->value[i], &all);
    str_addn(&all, str_text(file), file->len);
    char *digest = mem_alloc(SHA256_DIGEST_STRING_LENGTH);
    MUST(SHA256Data((const uint8_t *)all.buf, all.len, digest) != NULL);
    str_free(&all);
    return digest;
}

const char *profile_name(const struct profile *p)
{
    return p->name != NULL ? p->name : "";
}

void profile_set_folder(struct profile *p, const char *folder)
{
    positions_free(&p->places);
    free(p->name);
    p->name = NULL;
    free(p->folder);
    p->folder = mem_dup(folder);
}

char *profile_beside(const struct profile *p, const char *path)
{
    struct str full = STR_INIT;
    const char *slash = p->name != NULL ? strrchr(p->name, '/') : NULL;
    if (path[0] != '/' && p->folder != NULL)
        str_addf(&full, "%s/", p->folder);
    else if (path[0] != '/' && slash != NULL)
        str_addn(&full, p->name, (size_t)(slash - p->name) + 1);
    str_add(&full, path);
    return str_take(&full);
}

/* A line for the digest: 5 and 5.0 are the same number, and comments mean nothing. */
static void add_meaning(const struct setting *s, const json_t *value, struct str *out)
{
    json_t *bare = NULL;
    char *json = NULL;
    const char *name;
    void *next;
    json_t *item;
    if (value != NULL && s->shape == SHAPE_ONE && s->type == TYPE_INT)
        bare = json_integer((json_int_t)json_number_value(value));
    else if (value != NULL)
        bare = json_copy((json_t *)(size_t)value);
    json_object_foreach_safe(bare, next, name, item)
    {
        if (value_is_comment(name))
            json_object_del(bare, name);
    }
    if (bare != NULL)
        json = json_dumps(bare, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    str_addf(out, "%s=%s\n", s->path, json != NULL ? json : "");
    free(json);
    json_decref(bare);
}

struct err *profile_error(const struct profile *p, struct errs *errs, const char *path,
                          const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    struct err *e = error_at(p, errs, path != NULL ? path : "", false, path, str_text(&text));
    str_free(&text);
    return e;
}

static struct err *error_at(const struct profile *p, struct errs *errs, const char *place_path,
                            bool at_key, const char *setting, const char *text)
{
    const struct place *place = positions_find(&p->places, place_path);
    long line = place == NULL ? 0 : at_key ? place->key_line : place->line;
    long column = place == NULL ? 0 : at_key ? place->key_column : place->column;
    struct err *e = errs_add(errs, ERR_INPUT, p->name, line, column, "%s", text);
    if (setting != NULL)
        name_setting(e, setting);
    return e;
}

static void name_setting(struct err *e, const char *path)
{
    struct str shown = STR_INIT;
    str_addf(&shown, strlen(path) > MAX_SHOWN ? "%.*s..." : "%.*s", MAX_SHOWN, path);
    e->setting = str_take(&shown);
}

static size_t index_of(const char *path)
{
    size_t i;
    MUST(setting_find(path, &i) != NULL);
    return i;
}

static void hold(struct profile *p, size_t i, json_t *value, bool given)
{
    json_decref(p->value[i]);
    p->value[i] = value;
    p->given[i] = given;
}
