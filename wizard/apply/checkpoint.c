/* What a change of files changes; see checkpoint.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "apply/checkpoint.h"

enum { FORMAT = 1 };

static int parse_changes(const json_t *list, struct checkpoint *cp);
static json_t *record_json(const struct recorded *v, size_t n);
static int parse_record(const json_t *list, struct checkpoint *cp);
static void free_record(struct recorded **v, size_t *n);
static bool is_plain_path(const char *path);
static bool copy_digest(char *to, const char *from);

struct change *checkpoint_add(struct checkpoint *cp, const char *path)
{
    if (cp->n == cp->cap) {
        cp->cap = cp->cap > 0 ? 2 * cp->cap : 16;
        cp->v = mem_realloc(cp->v, cp->cap, sizeof(*cp->v));
    }
    cp->v[cp->n] = (struct change){.path = mem_dup(path)};
    return &cp->v[cp->n++];
}

struct recorded *checkpoint_record(struct checkpoint *cp, const char *path)
{
    if (cp->n_record == cp->cap_record) {
        cp->cap_record = cp->cap_record > 0 ? 2 * cp->cap_record : 16;
        cp->record = mem_realloc(cp->record, cp->cap_record, sizeof(*cp->record));
    }
    cp->record[cp->n_record] = (struct recorded){.path = mem_dup(path)};
    return &cp->record[cp->n_record++];
}

struct recorded *checkpoint_record_of(struct checkpoint *cp, const char *path)
{
    for (size_t i = 0; i < cp->n_record; i++)
        if (strcmp(cp->record[i].path, path) == 0)
            return &cp->record[i];
    return checkpoint_record(cp, path);
}

void checkpoint_follow(struct checkpoint *cp, const struct checkpoint *last)
{
    free_record(&cp->former, &cp->n_former);
    cp->former = last->n_record > 0 ? mem_alloc(last->n_record * sizeof(*cp->former)) : NULL;
    for (size_t i = 0; i < last->n_record; i++) {
        cp->former[i] = last->record[i];
        cp->former[i].path = mem_dup(last->record[i].path);
    }
    cp->n_former = last->n_record;
}

void checkpoint_return(struct checkpoint *cp, const struct checkpoint *of)
{
    free_record(&cp->record, &cp->n_record);
    cp->cap_record = 0;
    for (size_t i = 0; i < of->n_former; i++) {
        struct recorded *to = checkpoint_record(cp, of->former[i].path);
        char *path = to->path;
        *to = of->former[i];
        to->path = path;
    }
}

const struct change *checkpoint_find(const struct checkpoint *cp, const char *path)
{
    for (size_t i = 0; i < cp->n; i++)
        if (strcmp(cp->v[i].path, path) == 0)
            return &cp->v[i];
    return NULL;
}

const struct recorded *checkpoint_recorded(const struct checkpoint *cp, const char *path)
{
    for (size_t i = 0; i < cp->n_record; i++)
        if (strcmp(cp->record[i].path, path) == 0)
            return &cp->record[i];
    return NULL;
}

const char *change_word(const struct change *change)
{
    return !change->before.there ? "created" : change->after.there ? "changed" : "removed";
}

json_t *checkpoint_json(const struct checkpoint *cp)
{
    json_t *changes = json_array(), *folders = json_array();
    for (size_t i = 0; i < cp->n; i++)
        json_array_append_new(
            changes, json_pack("{s:s, s:b, s:b, s:o, s:o}", "path", cp->v[i].path, "secret",
                               (int)cp->v[i].secret, "derived", (int)cp->v[i].derived, "before",
                               state_json(&cp->v[i].before), "after", state_json(&cp->v[i].after)));
    for (size_t i = 0; i < cp->folders.n; i++)
        json_array_append_new(folders, json_string(cp->folders.v[i]));
    json_t *json = json_pack("{s:i, s:i, s:i, s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "v", FORMAT,
                             "id", (int)cp->id, "wait", (int)cp->wait, "time", (json_int_t)cp->time,
                             "user", cp->user, "command", cp->command, "profile", cp->profile,
                             "files", changes, "record", record_json(cp->record, cp->n_record),
                             "former", record_json(cp->former, cp->n_former), "folders", folders);
    MUST(json != NULL);
    return json;
}

static json_t *record_json(const struct recorded *v, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b, s:b}", "path", v[i].path,
                                              "sha256", v[i].digest, "kept", v[i].kept, "secret",
                                              (int)v[i].secret, "derived", (int)v[i].derived));
    return list;
}

int checkpoint_parse(const char *text, size_t len, const char *name, struct checkpoint *cp,
                     struct err *err)
{
    json_error_t trouble;
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &trouble);
    json_t *changes, *record, *former, *folders, *folder;
    const char *user, *command, *profile;
    json_int_t when, id;
    size_t i;
    int format, wait, rc = -1;
    *cp = (struct checkpoint){.n = 0};
    if (json == NULL) {
        err_set_at(err, ERR_INPUT, name, trouble.line, trouble.column, "%s", trouble.text);
        goto out;
    }
    if (json_unpack(json, "{s:i, s:I, s:i, s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "v", &format,
                    "id", &id, "wait", &wait, "time", &when, "user", &user, "command", &command,
                    "profile", &profile, "files", &changes, "record", &record, "former", &former,
                    "folders", &folders) != 0 ||
        id < 1 || id > INT_MAX || wait < 0 || !json_is_array(changes) || !json_is_array(record) ||
        !json_is_array(former) || !json_is_array(folders))
        goto out;
    if (format != FORMAT) {
        err_set_at(err, ERR_INPUT, name, 0, 0, "is of another version of mcwizard (%d)", format);
        goto out;
    }
    cp->id = (long)id;
    cp->wait = wait;
    cp->time = (time_t)when;
    cp->user = mem_dup(user);
    cp->command = mem_dup(command);
    cp->profile = mem_dup(profile);
    json_array_foreach(folders, i, folder)
    {
        if (!json_is_string(folder) || !is_plain_path(json_string_value(folder)))
            goto out;
        strs_add(&cp->folders, json_string_value(folder));
    }
    /* Read as a record, and put aside. */
    if (parse_changes(changes, cp) == 0 && parse_record(former, cp) == 0) {
        cp->former = cp->record;
        cp->n_former = cp->n_record;
        cp->record = NULL;
        cp->n_record = cp->cap_record = 0;
        rc = parse_record(record, cp);
    }
out:
    if (rc != 0) {
        if (err != NULL && !err_is_set(err))
            err_set_at(err, ERR_INPUT, name, 0, 0, "is no checkpoint");
        checkpoint_free(cp);
    }
    json_decref(json);
    return rc;
}

static int parse_changes(const json_t *list, struct checkpoint *cp)
{
    json_t *item, *before, *after;
    const char *path;
    int secret, derived;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (json_unpack(item, "{s:s, s:b, s:b, s:o, s:o}", "path", &path, "secret", &secret,
                        "derived", &derived, "before", &before, "after", &after) != 0 ||
            !is_plain_path(path))
            return -1;
        struct change *change = checkpoint_add(cp, path);
        change->secret = secret;
        change->derived = derived;
        if (state_parse(before, &change->before) != 0 || state_parse(after, &change->after) != 0)
            return -1;
    }
    return 0;
}

static int parse_record(const json_t *list, struct checkpoint *cp)
{
    json_t *item;
    const char *path, *digest, *kept;
    int secret, derived;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (json_unpack(item, "{s:s, s:s, s:s, s:b, s:b}", "path", &path, "sha256", &digest, "kept",
                        &kept, "secret", &secret, "derived", &derived) != 0 ||
            !is_plain_path(path))
            return -1;
        struct recorded *r = checkpoint_record(cp, path);
        r->secret = secret;
        r->derived = derived;
        if (!copy_digest(r->digest, digest) || (kept[0] != '\0' && !copy_digest(r->kept, kept)))
            return -1;
    }
    return 0;
}

/* Absolute, and it leads nowhere else. */
static bool is_plain_path(const char *path)
{
    size_t len = strlen(path);
    return path[0] == '/' && len > 1 && path[len - 1] != '/' && strstr(path, "//") == NULL &&
           strstr(path, "/./") == NULL && strstr(path, "/../") == NULL && !str_ends(path, "/.") &&
           !str_ends(path, "/..");
}

static bool copy_digest(char *to, const char *from)
{
    if (strlen(from) != STATE_DIGEST_BYTES - 1 ||
        strspn(from, "0123456789abcdef") != STATE_DIGEST_BYTES - 1)
        return false;
    memcpy(to, from, STATE_DIGEST_BYTES);
    return true;
}

void checkpoint_free(struct checkpoint *cp)
{
    for (size_t i = 0; i < cp->n; i++) {
        free(cp->v[i].path);
        state_free(&cp->v[i].before);
        state_free(&cp->v[i].after);
    }
    free_record(&cp->record, &cp->n_record);
    free_record(&cp->former, &cp->n_former);
    free(cp->v);
    free(cp->user);
    free(cp->command);
    free(cp->profile);
    strs_free(&cp->folders);
    *cp = (struct checkpoint){.n = 0};
}

static void free_record(struct recorded **v, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free((*v)[i].path);
    free(*v);
    *v = NULL;
    *n = 0;
}
