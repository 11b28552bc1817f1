/* The answers that setup begins with, from what the host has; see setup_import.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/import_print.h"
#include "cmd/setup_import.h"

#include "model/setting.h"

#include "relay/room.h"

#include "sys/file.h"

static const struct str *text_of(const struct setup_import *import, size_t i);
static bool is_named(const struct setup_import *import, const struct profile *profile, size_t i);
static char *folder_of(const char *path);
static char *name_for(const struct setup_import *import, size_t i, const char *path);
static void add_command(const struct setup_import *import, struct str *out);
static void add_count(struct str *out, size_t n, const char *one, const char *many);

/* The profile has no name yet; this stands for it. */
static const char stem[] = "imported";

/* The files that an import may put beside its profile. */
static const struct {
    const char *setting, *ending;
} files[SETUP_FILES] = {
    {"extra.file", ".extra.mc"},
    {"tables.access_file", ".access"},
    {"tables.aliases_file", ".aliases"},
    {"tables.mailertable_file", ".mailertable"},
    {"tables.virtusertable_file", ".virtusertable"},
    {"tables.genericstable_file", ".genericstable"},
    {"tables.domaintable_file", ".domaintable"},
    {"tables.recipients_file", ".recipients"},
    {"tables.domains_file", ".local-host-names"},
};

/* What the import calls a host of which nothing tells the name. */
static const char nameless[] = "localhost.localdomain";

int setup_import_read(struct context *ctx, const char *named, struct setup_import *import,
                      struct errs *errs)
{
    struct err err = {0};
    struct profile *profile = NULL;
    int rc = -1;
    import->named = named;
    if (import_run(ctx, named, false, stem, &import->run, errs) != 0 ||
        room_make(&import->room, &err) != 0)
        goto out;
    profile = profile_parse(import->run.profile, strlen(import->run.profile), stem, errs);
    if (profile == NULL)
        goto out;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const char *name = profile_text(profile, files[i].setting);
        import->file[i] = mem_dup(name);
        const struct str *text = text_of(import, i);
        /* What stands in a folder of its own, somebody keeps there. */
        if (text->len == 0 || name[0] == '\0' || strchr(name, '/') != NULL) {
            free(import->file[i]);
            import->file[i] = NULL;
            continue;
        }
        if (room_write(import->room, name, str_text(text), text->len, NULL, &err) != 0)
            goto out;
    }
    rc = 0;
out:
    if (err_is_set(&err))
        errs_add_take(errs, &err);
    profile_free(profile);
    return rc;
}

void setup_import_free(struct setup_import *import)
{
    for (size_t i = 0; i < ARRAY_LEN(import->file); i++)
        free(import->file[i]);
    if (import->room != NULL)
        room_remove(import->room);
    free(import->room);
    import_run_free(&import->run);
    *import = (struct setup_import){.begun = false};
}

struct profile *setup_import_profile(struct setup_import *import)
{
    struct errs errs = {0};
    const char *text = import->run.profile;
    struct profile *profile = profile_parse(text, strlen(text), stem, &errs);
    MUST(profile != NULL); /* setup_import_read has seen it */
    errs_free(&errs);
    profile_set_folder(profile, import->room);
    /* Nobody should take that for an answer by Enter. */
    if (strcmp(profile_text(profile, "host.name"), nameless) == 0)
        profile_unset(profile, setting_find("host.name", NULL));
    import->begun = true;
    return profile;
}

void setup_import_describe(const struct setup_import *import, struct str *out)
{
    const struct import_run *run = &import->run;
    struct import_sum sum = import_run_sum(run);
    size_t entries = sum.entries_left;
    for (size_t i = 0; i < run->imp.n_tables; i++) {
        const struct import_table *table = &run->imp.tables[i];
        entries += import_run_lost_table(run, table) ? (size_t)table->left : 0;
    }
    str_add_shown(out, run->source);
    str_addf(out, ": %zu of ", sum.settings);
    add_count(out, sum.lines, "line", "lines");
    str_add(out, sum.settings == 1 ? " is a setting" : " are settings");
    if (sum.raw > 0)
        str_addf(out, ", %zu stay%s raw", sum.raw, sum.raw == 1 ? "s" : "");
    if (sum.left > 0)
        str_addf(out, ", %zu %s not carried", sum.left, sum.left == 1 ? "is" : "are");
    if (entries > 0) {
        str_add(out, "; of its tables, ");
        add_count(out, entries, "entry is", "entries are");
        str_add(out, " not carried");
    }
    str_add(out, " (");
    add_command(import, out);
    str_add(out, " tells more).");
    if (run->parted.n > 0) {
        str_addf(out, " The sendmail.cf beside it is not made of it: ");
        add_count(out, run->parted.n, "difference", "differences");
        str_addch(out, '.');
    }
}

void setup_import_excuse(const struct setup_import *import, const struct errs *errs,
                         struct str *out)
{
    const struct err *why = &errs->v[0];
    /* m4 says where it gave up; what can be mended is the better reason. */
    for (size_t i = errs->n; i-- > 0;)
        if (errs->v[i].mend != NULL)
            why = &errs->v[i];
    char *text = err_format(why);
    str_add(out, "Cannot start from ");
    str_add_shown(out, text);
    free(text);
    str_add(out, ". Starting from nothing; ");
    add_command(import, out);
    str_add(out, " tells more, and takes --trust.");
}

/* What tells all of it. */
static void add_command(const struct setup_import *import, struct str *out)
{
    str_add(out, "`mcwizard import");
    if (import->named != NULL) {
        str_addch(out, ' ');
        str_add_shown(out, import->named);
    }
    str_addch(out, '\'');
}

static void add_count(struct str *out, size_t n, const char *one, const char *many)
{
    str_addf(out, "%zu %s", n, n == 1 ? one : many);
}

void setup_import_left(const struct setup_import *import, const struct profile *profile,
                       struct str *out)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    MUST(to != NULL);
    import_print_left(&import->run, to);
    MUST(fclose(to) == 0);
    str_addn(out, text, len);
    free(text);
    bool begun = false;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        const char *name = s->type == TYPE_FILE ? profile_text(profile, s->path) : "";
        char *path = profile_beside(profile, name);
        if (name[0] != '\0' && name[0] != '/' && !file_exists(path)) {
            str_addf(out, "%s  %s: ", begun ? "" : "\nFiles that the source does not have\n",
                     s->path);
            str_addf(out, "%s\n      put it beside the profile, or clear the setting\n", name);
            begun = true;
        }
        free(path);
    }
}

void setup_import_files(const struct setup_import *import, const struct profile *profile,
                        const char *path, struct strs *paths)
{
    char *folder = folder_of(path);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (!is_named(import, profile, i))
            continue;
        char *name = name_for(import, i, path);
        struct str full = STR_INIT;
        /* As the person wrote it. */
        if (strchr(path, '/') != NULL)
            str_addf(&full, "%s/", strcmp(folder, "/") == 0 ? "" : folder);
        str_add(&full, name);
        strs_add_take(paths, str_take(&full));
        free(name);
    }
    free(folder);
}

int setup_import_write(const struct setup_import *import, struct profile *profile, const char *path,
                       struct err *err)
{
    struct strs paths = {0};
    char *folder = folder_of(path);
    size_t at = 0;
    int rc = 0;
    setup_import_files(import, profile, path, &paths);
    for (size_t i = 0; i < ARRAY_LEN(files) && rc == 0; i++) {
        const struct str *text = text_of(import, i);
        if (!is_named(import, profile, i))
            continue;
        rc = file_write(paths.v[at++], 0600, str_text(text), text->len, err);
        if (rc != 0)
            continue;
        char *name = name_for(import, i, path);
        profile_put_take(profile, setting_find(files[i].setting, NULL), json_string(name));
        free(name);
    }
    if (rc == 0)
        profile_set_folder(profile, folder);
    strs_free(&paths);
    free(folder);
    return rc;
}

/* In the order of files; empty: the import brings none. */
static const struct str *text_of(const struct setup_import *import, size_t i)
{
    static const struct str nothing = STR_INIT;
    const struct import_run *run = &import->run;
    for (size_t k = 0; k < run->n_files && import->file[i] != NULL; k++)
        if (strcmp(run->files[k].name, import->file[i]) == 0)
            return &run->files[k].text;
    return i == 0 ? &run->extra : i == 1 ? &run->access : &nothing;
}

/* Whether the answers begin with the import, and still name its file. */
static bool is_named(const struct setup_import *import, const struct profile *profile, size_t i)
{
    return import->begun && import->file[i] != NULL &&
           strcmp(profile_text(profile, files[i].setting), import->file[i]) == 0;
}

/* The folder that a path lies in; the caller frees it. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return mem_dup(".");
    return mem_dupn(path, slash > path ? (size_t)(slash - path) : 1);
}

/* NAME.access beside NAME.json, if it is called after its profile; the caller frees it. */
static char *name_for(const struct setup_import *import, size_t i, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    size_t len = strlen(name) - (str_ends(name, ".json") ? strlen(".json") : 0);
    struct str own = STR_INIT, out = STR_INIT;
    str_addf(&own, "%s%s", stem, files[i].ending);
    if (strcmp(str_text(&own), import->file[i]) == 0) {
        str_addn(&out, name, len);
        str_add(&out, files[i].ending);
    } else {
        str_add(&out, import->file[i]);
    }
    str_free(&own);
    return str_take(&out);
}
