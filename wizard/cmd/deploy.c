/* From a profile to the changes of a host's files, the first half; see deploy.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/target.h"

#include "cf/cf.h"

#include "cmd/deploy.h"
#include "cmd/deploy_parts.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"

#include "relay/room.h"

#include "render/compile.h"

#include "sys/file.h"
#include "sys/tool.h"

static int make_stage(struct deploy *d, struct err *err);
static int add_rendered(struct deploy *d, const struct render_file *f, struct err *err);
static const struct recorded *find_last(const struct deploy *d, const struct deploy_file *f);
static int add_gone(struct deploy *d, const struct recorded *r, struct err *err);
static bool is_config(const struct deploy *d, const char *name);
static int list_classes(struct deploy *d, const char *cf_name, struct err *err);
static int find_edit(struct deploy *d, struct deploy_file *f, enum edit all, struct err *err);
static int find_lines(struct deploy *d, struct deploy_file *f, enum edit all, struct err *err);

int deploy_begin(struct context *ctx, const struct profile *profile, const struct store *store,
                 enum edit all, struct deploy *d, struct err *err)
{
    int rc = 0;
    d->ctx = ctx;
    d->profile = profile;
    d->store = store;
    if (store_load_newest(store, &d->last, err) != 0 ||
        accounts_read(ctx->root, &d->accounts, err) != 0 ||
        pipeline_find_tools(ctx, &d->tools, err) != 0)
        return -1;
    checkpoint_follow(&d->next, &d->last);
    deploy_owners(ctx, &d->accounts, &d->owners);
    d->tools.compiles = true;
    if (d->tools.makemap == NULL) {
        free(tool_find(TOOL_MAKEMAP, ctx->layout, ctx->tools, err));
        return -1;
    }
    if (render_profile(&d->tools, profile, true, &d->out, err) != 0 || make_stage(d, err) != 0 ||
        list_classes(d, "sendmail.cf", err) != 0 || list_classes(d, "submit.cf", err) != 0)
        return -1;
    for (size_t i = 0; i < d->out.n && rc == 0; i++)
        rc = add_rendered(d, &d->out.files[i], err);
    for (size_t i = 0; i < d->last.n_record && rc == 0; i++)
        rc = add_gone(d, &d->last.record[i], err);
    for (size_t i = 0; i < d->n && rc == 0; i++)
        rc = find_edit(d, &d->v[i], all, err);
    return rc;
}

static int make_stage(struct deploy *d, struct err *err)
{
    if (room_make(&d->stage, err) != 0)
        return -1;
    return prove_fill_room(&d->out, d->stage, err);
}

static int add_rendered(struct deploy *d, const struct render_file *f, struct err *err)
{
    const struct layout *layout = d->ctx->layout;
    bool secret = (f->mode & (S_IRWXG | S_IRWXO)) == 0;
    const char *folder =
        strcmp(f->name, "Sendmail.conf") == 0 ? layout->sasl_dir : layout->mail_dir;
    const struct layout_owner *owner = secret                  ? &layout->secret
                                       : is_config(d, f->name) ? &layout->config
                                                               : &layout->table;
    struct deploy_file *file = deploy_add(d, f->name, folder, owner, err);
    if (file == NULL)
        return -1;
    file->secret = secret;
    file->last = find_last(d, file);
    if (deploy_stage_state(d, file, &file->want, err) != 0)
        return -1;
    memcpy(file->rendered, file->want.digest, sizeof(file->rendered));
    return 0;
}

/*
 * What sendmail reads while it is still root: it takes no class file of its own user's that others
 * may not read, since root without its rights could not read it, either (safefile.c).
 */
static bool is_config(const struct deploy *d, const char *name)
{
    return str_ends(name, ".mc") || str_ends(name, ".cf") || strcmp(name, "helpfile-empty") == 0 ||
           strcmp(name, "Sendmail.conf") == 0 || strs_has(&d->classes, name);
}

/* The names of the files that F lines name in the layout's folder. */
static int list_classes(struct deploy *d, const char *cf_name, struct err *err)
{
    const struct render_file *file = render_find(&d->out, cf_name);
    const char *folder = d->ctx->layout->mail_dir;
    struct cf cf;
    if (file == NULL)
        return 0;
    if (cf_parse(str_text(&file->data), file->data.len, cf_name, &cf, err) != 0)
        return -1;
    for (size_t i = 0; i < cf.n; i++) {
        const char *at = cf.v[i].kind == CF_CLASSFILE ? strstr(cf.v[i].value, folder) : NULL;
        if (at != NULL)
            strs_addn(&d->classes, at + strlen(folder), strcspn(at + strlen(folder), " \t"));
    }
    cf_free(&cf);
    return 0;
}

/* By its path; or it was moved since, and a link put in its place. */
static const struct recorded *find_last(const struct deploy *d, const struct deploy_file *f)
{
    const struct recorded *found = checkpoint_recorded(&d->last, f->path);
    for (size_t i = 0; i < d->last.n_record && found == NULL; i++) {
        const struct recorded *r = &d->last.record[i];
        char *real = strcmp(strrchr(r->path, '/') + 1, f->name) == 0
                         ? trust_real(d->ctx->root, r->path)
                         : NULL;
        if (real != NULL && strcmp(real + strlen(d->ctx->root), f->path) == 0)
            found = r;
        free(real);
    }
    return found;
}

/* What apply left there once, and the profile does not have any more. */
static int add_gone(struct deploy *d, const struct recorded *r, struct err *err)
{
    const char *name = strrchr(r->path, '/') + 1;
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->v[i].path, r->path) == 0 || d->v[i].last == r)
            return 0;
    /* Compiled ones go with their text; whether they stay is known when that is compiled. */
    if (r->derived)
        return 0;
    struct deploy_file *file = deploy_new(d, name, r->path);
    file->gone = true;
    file->last = r;
    file->secret = r->secret;
    return target_look(d->ctx->root, file->path, &file->live, err);
}

static int find_edit(struct deploy *d, struct deploy_file *f, enum edit all, struct err *err)
{
    bool same = false;
    if (!f->live.there || (!f->gone && strcmp(f->live.digest, f->want.digest) == 0))
        return 0;
    if (f->last == NULL) {
        /* What the configuration itself was is what apply is asked to replace; tables are data. */
        if (f->owner != &d->ctx->layout->config || strs_has(&d->classes, f->name) ||
            strcmp(f->name, "Sendmail.conf") == 0)
            return find_lines(d, f, all, err);
        return 0;
    }
    if (strcmp(f->live.digest, f->last->digest) == 0)
        return 0;
    if (deploy_same_meaning(d->ctx, d->store, f->path, f->last->digest, &same, err) != 0)
        return -1;
    if (same)
        return 0;
    f->asked_before = strcmp(f->live.digest, f->last->kept) == 0 &&
                      (f->gone || strcmp(f->rendered, f->last->digest) == 0) && all != EDIT_REPLACE;
    f->edit = f->asked_before ? EDIT_KEEP : all;
    return 0;
}

/* A table that was there before the first apply: if it says anything, somebody decides. */
static int find_lines(struct deploy *d, struct deploy_file *f, enum edit all, struct err *err)
{
    struct str text = STR_INIT;
    if (target_text(d->ctx->root, f->path, &text, err) != 0)
        return -1;
    for (const char *line = str_text(&text); *line != '\0' && f->edit == EDIT_NONE;) {
        size_t len = strcspn(line, "\n");
        size_t blanks = strspn(line, " \t\r");
        if (blanks < len && line[0] != '#')
            f->edit = all;
        line += len + (line[len] == '\n' ? 1 : 0);
    }
    str_free(&text);
    return 0;
}

bool deploy_keeps(const struct deploy_file *file)
{
    return file->edit == EDIT_KEEP || file->edit == EDIT_BESIDE;
}

const char *deploy_edit_reason(const struct deploy_file *file)
{
    if (file->last == NULL)
        return "was there before the first apply, and is not mcwizard's";
    return file->gone && strcmp(file->live.digest, file->last->digest) == 0
               ? "is of the profile no more"
               : "was edited since the last apply";
}

size_t deploy_undecided(const struct deploy *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        n += d->v[i].edit == EDIT_UNDECIDED ? 1 : 0;
    return n;
}

void deploy_free(struct deploy *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->v[i].name);
        free(d->v[i].path);
        state_free(&d->v[i].live);
        state_free(&d->v[i].want);
    }
    free(d->v);
    if (d->stage != NULL)
        room_remove(d->stage);
    free(d->stage);
    proof_free(&d->proof);
    compare_free(&d->compare);
    compare_free(&d->shown);
    checkpoint_free(&d->last);
    checkpoint_free(&d->next);
    accounts_free(&d->accounts);
    strs_free(&d->classes);
    render_free(&d->out);
    render_free_tools(&d->tools);
}
