/* The files of a deployment: where they lie, what they are and shall be; see deploy_parts.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/target.h"

#include "cf/cf.h"

#include "cmd/deploy_parts.h"

#include "diff/table.h"

#include "sys/file.h"
#include "sys/trust.h"

/* Bytes of a table that comes or goes whose entries are shown one by one. */
enum { SHOWN_MAX = 64 * 1024 };

static int find_place(struct deploy *d, const char *name, const char *folder, char **path,
                      struct err *err);
static int canonical(const char *text, size_t len, const char *name, struct str *out,
                     struct err *err);
static int name_owner(const struct deploy *d, const struct layout_owner *owner, struct state *state,
                      struct err *err);
static void keep_labels(const struct state *live, struct state *state);
static bool is_table(const struct deploy *d, const struct deploy_file *f);
static int compare_table(struct deploy *d, const struct deploy_file *f, struct err *err);
static int compare_old_table(struct deploy *d, const struct deploy_file *f, struct part *part,
                             struct err *err);

struct deploy_file *deploy_new(struct deploy *d, const char *name, const char *path)
{
    if (d->n == d->cap) {
        d->cap = d->cap > 0 ? 2 * d->cap : 32;
        d->v = mem_realloc(d->v, d->cap, sizeof(*d->v));
    }
    d->v[d->n] = (struct deploy_file){.name = mem_dup(name), .path = mem_dup(path)};
    return &d->v[d->n++];
}

struct deploy_file *deploy_add(struct deploy *d, const char *name, const char *folder,
                               const struct layout_owner *owner, struct err *err)
{
    struct deploy_file *file = NULL;
    char *path = NULL;
    if (find_place(d, name, folder, &path, err) != 0)
        return NULL;
    file = deploy_new(d, name, path);
    file->owner = owner;
    free(path);
    for (size_t i = 0; i < d->next.folders.n; i++)
        if (strncmp(file->path, d->next.folders.v[i], strlen(d->next.folders.v[i])) == 0)
            return file; /* nothing can lie there */
    return target_look(d->ctx->root, file->path, &file->live, err) == 0 ? file : NULL;
}

static int find_place(struct deploy *d, const char *name, const char *folder, char **path,
                      struct err *err)
{
    struct str full = STR_INIT;
    char *bare = mem_dupn(folder, strlen(folder) - 1);
    char *real = trust_real(d->ctx->root, bare);
    int rc = 0;
    str_addf(&full, "%s%s", folder, name);
    if (real == NULL && errno == ENOENT) {
        if (!strs_has(&d->next.folders, bare)) {
            /* The folder above it is judged as if a file came there. */
            rc = target_resolve(d->ctx->root, bare, &d->owners, path, err);
            free(*path);
            strs_add(&d->next.folders, bare);
        }
        *path = rc == 0 ? str_take(&full) : NULL;
    } else {
        rc = target_resolve(d->ctx->root, str_text(&full), &d->owners, path, err);
    }
    str_free(&full);
    free(bare);
    free(real);
    return rc;
}

int deploy_stage_state(const struct deploy *d, const struct deploy_file *file, struct state *state,
                       struct err *err)
{
    int fd = open(d->stage, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(err, d->stage, "cannot open the folder");
    state_free(state);
    int rc = state_read(fd, file->name, file->name, state, err);
    close(fd);
    if (rc != 0)
        return -1;
    MUST(state->there);
    keep_labels(&file->live, state);
    return name_owner(d, file->owner, state, err);
}

static int name_owner(const struct deploy *d, const struct layout_owner *owner, struct state *state,
                      struct err *err)
{
    const struct account *user = accounts_by_name(&d->accounts, owner->user);
    const struct account_group *group = accounts_group_by_name(&d->accounts, owner->group);
    if (user == NULL || group == NULL) {
        err_set(err, ERR_INPUT, "%s has no %s %s, to whom its files belong",
                d->ctx->root[0] != '\0' ? d->ctx->root : "this host",
                user == NULL ? "user" : "group", user == NULL ? owner->user : owner->group);
        return err_mend(err, "install the package %s first, or name another --layout",
                        d->ctx->layout->sendmail_package);
    }
    state->uid = user->uid;
    state->gid = group->gid;
    state->mode = owner->mode;
    state->modified = (struct timespec){.tv_sec = 0};
    return 0;
}

/* A security label stays, and what a user has noted; an access control list does not. */
static void keep_labels(const struct state *live, struct state *state)
{
    state_drop_attributes(state);
    for (size_t i = 0; i < live->n_attributes; i++) {
        const struct state_attribute *a = &live->attributes[i];
        if (strcmp(a->name, "security.selinux") == 0 || strncmp(a->name, "user.", 5) == 0)
            state_add_attribute(state, a->name, a->value, a->len);
    }
}

int deploy_same_meaning(const struct context *ctx, const struct store *store, const char *path,
                        const char *digest, bool *same, struct err *err)
{
    struct str live = STR_INIT, last = STR_INIT, a = STR_INIT, b = STR_INIT;
    *same = false;
    if (!str_ends(path, ".cf") || !store_has(store, digest))
        return 0;
    int rc = target_text(ctx->root, path, &live, err);
    if (rc == 0)
        rc = store_read(store, digest, &last, err);
    /* What is no sendmail.cf any more is an edit, too. */
    if (rc == 0 && canonical(str_text(&live), live.len, path, &a, NULL) == 0 &&
        canonical(str_text(&last), last.len, path, &b, NULL) == 0)
        *same = strcmp(str_text(&a), str_text(&b)) == 0;
    str_free(&live);
    str_free(&last);
    str_free(&a);
    str_free(&b);
    return rc;
}

static int canonical(const char *text, size_t len, const char *name, struct str *out,
                     struct err *err)
{
    struct cf cf;
    if (cf_parse(text, len, name, &cf, err) != 0)
        return -1;
    cf_dump(&cf, out);
    cf_free(&cf);
    return 0;
}

int deploy_compare_tables(struct deploy *d, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < d->n && rc == 0; i++) {
        const struct deploy_file *f = &d->v[i];
        if (f->changes && !f->derived && is_table(d, f) &&
            strcmp(f->live.digest, f->gone ? "" : f->want.digest) != 0)
            rc = compare_table(d, f, err);
    }
    diff_sort(&d->compare.diff);
    return rc;
}

static bool is_table(const struct deploy *d, const struct deploy_file *f)
{
    return f->owner != &d->ctx->layout->config || strs_has(&d->classes, f->name);
}

int deploy_compare_old_tables(struct deploy *d, struct err *err)
{
    int rc = 0;
    if (!d->old->folder)
        return 0;
    for (size_t i = 0; i < d->n && rc == 0; i++) {
        const struct deploy_file *f = &d->v[i];
        if (!f->gone && !f->derived && is_table(d, f) && !str_ends(f->name, ".mcwizard-new"))
            rc = compare_old_table(d, f, side_find(d->old, f->name), err);
    }
    for (size_t i = 0; i < d->old->n && rc == 0; i++) {
        struct part *part = &d->old->v[i];
        size_t k = 0;
        while (k < d->n && (d->v[k].gone || strcmp(d->v[k].name, part->base) != 0))
            k++;
        if (part->table && k == d->n)
            rc = compare_old_table(d, NULL, part, err);
    }
    diff_sort(&d->shown.diff);
    return rc;
}

/* One of the two may be NULL. */
static int compare_old_table(struct deploy *d, const struct deploy_file *f, struct part *part,
                             struct err *err)
{
    struct str none = STR_INIT, new = STR_INIT;
    const char *name = f != NULL ? f->name : part->base;
    const char *old_path = part != NULL ? part->path : "(none)";
    enum table_kind kind = f != NULL && f->secret ? TABLE_SECRET : table_kind_of(name);
    char *path = f != NULL ? deploy_rendered_path(d, f) : NULL;
    int rc = path != NULL ? file_read(path, TABLE_MAX_BYTES, &new, err) : 0;
    if (part == NULL || f == NULL)
        diff_add_file(&d->shown.diff, name, part != NULL ? old_path : NULL, f != NULL ? name : NULL,
                      true);
    bool shown =
        (part != NULL && f != NULL) ||
        (kind != TABLE_SECRET && new.len + (part != NULL ? part->text.len : 0) < SHOWN_MAX);
    if (rc == 0 && shown)
        rc = table_compare(kind, name, old_path, part != NULL ? &part->text : &none, name, &new,
                           &d->shown.diff, err);
    free(path);
    str_free(&none);
    str_free(&new);
    return rc;
}

/* Under the names that a person knows, not that of the private folder. */
static int compare_table(struct deploy *d, const struct deploy_file *f, struct err *err)
{
    struct str live = STR_INIT, made = STR_INIT, old = STR_INIT, new = STR_INIT;
    enum table_kind kind = f->secret ? TABLE_SECRET : table_kind_of(f->name);
    int rc = 0;
    str_addf(&live, "%s%s", d->ctx->root, f->path);
    str_addf(&made, "%s/%s", d->stage, f->name);
    if (!f->live.there || f->gone) {
        diff_add_file(&d->compare.diff, f->name, f->live.there ? str_text(&live) : NULL,
                      f->gone ? NULL : f->name, true);
        if (f->secret || f->live.size > SHOWN_MAX || f->want.size > SHOWN_MAX)
            goto out;
    }
    rc = !f->live.there ? 0 : target_text(d->ctx->root, f->path, &old, err);
    if (rc == 0 && !f->gone)
        rc = file_read(str_text(&made), TABLE_MAX_BYTES, &new, err);
    if (rc == 0)
        rc = table_compare(kind, f->name, str_text(&live), &old, f->name, &new, &d->compare.diff,
                           err);
out:
    str_free(&live);
    str_free(&made);
    str_free(&old);
    str_free(&new);
    return rc;
}

void deploy_owners(const struct context *ctx, const struct accounts *accounts,
                   struct trust_owners *owners)
{
    const struct layout *layout = ctx->layout;
    const char *const users[] = {layout->trusted_user, layout->config.user, layout->table.user,
                                 layout->secret.user};
    struct stat st;
    trust_owners_add(owners, 0);
    for (size_t i = 0; i < ARRAY_LEN(users); i++) {
        const struct account *a = accounts_by_name(accounts, users[i]);
        if (a != NULL)
            trust_owners_add(owners, a->uid);
    }
    /* Whoever unpacked an image owns its top. */
    if (ctx->root[0] != '\0' && stat(ctx->root, &st) == 0)
        trust_owners_add(owners, st.st_uid);
}
