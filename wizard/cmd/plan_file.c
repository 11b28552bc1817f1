/* A plan that was kept; see plan_file.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "base/mem.h"

#include "cmd/plan_file.h"

#include "sys/file.h"

enum { FORMAT = 1, PLAN_MAX = 16 * 1024 * 1024 /* bytes */ };

static char *place_of(const char *profile);
static json_t *state_kept(const struct state *state, bool secret);
static bool is_as_kept(const json_t *kept, const struct state *state, bool secret);
static const json_t *find(const json_t *files, const char *path);

int plan_file_write(const struct deploy *d, const char *path, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return err_set_at(err, ERR_INPUT, path, 0, 0, "is there, and is no regular file");
    json_t *files = json_array();
    char *profile = profile_dump(d->profile), *place = place_of(profile_name(d->profile));
    char *root = plan_file_root(d->ctx);
    for (size_t i = 0; i < d->n; i++) {
        const struct deploy_file *f = &d->v[i];
        bool tells = !f->secret && !f->derived && !f->gone;
        json_array_append_new(files, json_pack("{s:s, s:o, s:s}", "path", f->path, "before",
                                               state_kept(&f->live, f->secret), "rendered",
                                               tells ? f->rendered : ""));
    }
    json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:o}", "v", FORMAT, "type", "plan",
                             "root", root, "layout", d->ctx->layout->name, "profile_path", place,
                             "profile", profile, "files", files);
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(1)) : NULL;
    int rc = text != NULL ? file_write(path, 0600, text, strlen(text), err)
                          : err_set_at(err, ERR_INPUT, path, 0, 0,
                                       "cannot hold names of folders that are no UTF-8");
    free(text);
    free(place);
    free(profile);
    free(root);
    json_decref(json);
    return rc;
}

char *plan_file_root(const struct context *ctx)
{
    char *real = realpath(ctx->root[0] != '\0' ? ctx->root : "/", NULL);
    return real != NULL ? real : mem_dup(ctx->root);
}

/* What a profile names relative to itself must be found from wherever the plan is applied. */
static char *place_of(const char *profile)
{
    struct str path = STR_INIT;
    char here[PATH_MAX];
    if (profile[0] != '/' && getcwd(here, sizeof(here)) != NULL)
        str_addf(&path, "%s/", here);
    str_add(&path, profile);
    return str_take(&path);
}

static json_t *state_kept(const struct state *state, bool secret)
{
    json_t *json = state_json(state);
    if (secret && state->there) {
        json_object_del(json, "sha256");
        json_object_del(json, "size");
    }
    if (state->there)
        json_object_del(json, "attributes");
    return json;
}

int plan_file_read(const char *path, struct plan_file *plan, struct err *err)
{
    struct str text = STR_INIT;
    json_error_t trouble;
    json_t *json = NULL, *files;
    const char *type, *root, *layout, *place, *profile;
    int format, rc = -1;
    if (file_read_trusted(path, PLAN_MAX, &text, err) != 0)
        goto out;
    json = json_loadb(str_text(&text), text.len, JSON_REJECT_DUPLICATES, &trouble);
    if (json == NULL) {
        err_set_at(err, ERR_INPUT, path, trouble.line, trouble.column, "%s", trouble.text);
    } else if (json_unpack(json, "{s:i, s:s, s:s, s:s, s:s, s:s, s:o}", "v", &format, "type", &type,
                           "root", &root, "layout", &layout, "profile_path", &place, "profile",
                           &profile, "files", &files) != 0 ||
               strcmp(type, "plan") != 0 || format != FORMAT || !json_is_array(files)) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "is no plan");
        err_mend(err, "a plan is what `mcwizard plan -o FILE' wrote; a profile goes with -p");
    } else {
        *plan = (struct plan_file){.profile = mem_dup(profile),
                                   .profile_path = mem_dup(place),
                                   .layout = mem_dup(layout),
                                   .root = mem_dup(root),
                                   .files = json_incref(files)};
        rc = 0;
    }
out:
    json_decref(json);
    str_free(&text);
    return rc;
}

void plan_file_free(struct plan_file *plan)
{
    free(plan->profile);
    free(plan->profile_path);
    free(plan->layout);
    free(plan->root);
    json_decref(plan->files);
    *plan = (struct plan_file){.files = NULL};
}

void plan_file_decide(const struct plan_file *plan, struct deploy *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const json_t *edit = json_object_get(find(plan->files, d->v[i].path), "edit");
        json_int_t value = json_integer_value(edit);
        if (d->v[i].edit == EDIT_UNDECIDED && (value == EDIT_KEEP || value == EDIT_REPLACE))
            d->v[i].edit = value == EDIT_KEEP ? EDIT_KEEP : EDIT_REPLACE;
    }
}

void plan_file_check(const struct plan_file *plan, const struct deploy *d, struct str *out)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct deploy_file *f = &d->v[i];
        if (f->edit == EDIT_BESIDE || str_ends(f->name, ".mcwizard-new"))
            continue; /* decided just now */
        const json_t *kept = find(plan->files, f->path);
        const char *rendered = json_string_value(json_object_get(kept, "rendered"));
        if (kept == NULL)
            str_addf(out, "%s%s: the plan does not have it\n", d->ctx->root, f->path);
        else if (!is_as_kept(json_object_get(kept, "before"), &f->live, f->secret))
            str_addf(out, "%s%s: was changed since\n", d->ctx->root, f->path);
        else if (rendered != NULL && rendered[0] != '\0' && !f->gone &&
                 strcmp(rendered, f->rendered) != 0)
            str_addf(out, "%s%s: would become something else than was planned\n", d->ctx->root,
                     f->path);
    }
}

static const json_t *find(const json_t *files, const char *path)
{
    const json_t *file;
    size_t i;
    json_array_foreach(files, i, file)
    {
        const char *name = json_string_value(json_object_get(file, "path"));
        if (name != NULL && strcmp(name, path) == 0)
            return file;
    }
    return NULL;
}

/* As it would be kept now. */
static bool is_as_kept(const json_t *kept, const struct state *state, bool secret)
{
    json_t *now = state_kept(state, secret);
    bool same = json_equal(kept, now);
    json_decref(now);
    return same;
}
