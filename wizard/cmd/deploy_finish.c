/* From a profile to the changes of a host's files, the second half; see deploy.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/target.h"

#include "cmd/deploy.h"
#include "cmd/deploy_parts.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"

#include "relay/room.h"

#include "render/compile.h"
#include "render/values.h"

#include "sys/file.h"

static int settle_edits(struct deploy *d, struct err *err);
static int keep_own(struct deploy *d, struct deploy_file *f, struct err *err);
static int copy_made(const struct deploy *d, const struct deploy_file *f, const char *name,
                     struct err *err);
static int keep_named(struct deploy *d, struct err *err);
static bool names(const char *text, const char *path);
static int find_changes(struct deploy *d, struct err *err);
static bool differs(const struct deploy_file *f);
static bool has_list(const struct state *state);
static const struct deploy_file *source_of(const struct deploy *d, const struct deploy_file *f);
static bool is_older(const struct timespec *a, const struct timespec *b);
static void list_changes(struct deploy *d);
static void list_one(struct deploy *d, const struct deploy_file *f, const struct timespec *source,
                     const struct timespec *made);
static struct timespec later(struct timespec t);
static int rank(const struct deploy_file *f);
static void record_all(struct deploy *d);
static int prove(struct deploy *d, bool quick, bool trust, struct err *err);
static int look_again(const struct deploy *d, const struct deploy_file *f, struct err *err);
static int keep_one(const struct deploy *d, const struct deploy_file *f, struct err *err);
static int keep_open(const struct store *store, int fd, const char *path, const char *digest,
                     struct err *err);

int deploy_finish(struct deploy *d, bool quick, bool trust, struct err *err)
{
    const struct audit_source made = {.dir = d->stage};
    if (settle_edits(d, err) != 0 || deploy_compile(d, err) != 0 ||
        deploy_add_compiled(d, err) != 0 || find_changes(d, err) != 0)
        return -1;
    list_changes(d);
    record_all(d);
    if (compare_with_old(d->ctx, d->profile, NULL, &made, &d->compare, err) != 0 ||
        deploy_compare_tables(d, err) != 0)
        return -1;
    if (d->old != NULL &&
        (compare_with_old(d->ctx, d->profile, d->old, &made, &d->shown, err) != 0 ||
         deploy_compare_old_tables(d, err) != 0))
        return -1;
    return d->next.n > 0 ? prove(d, quick, trust, err) : 0;
}

/* What a person keeps is what will be there: it is compiled, audited and proved, too. */
static int settle_edits(struct deploy *d, struct err *err)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++) {
        if (!deploy_keeps(&d->v[i]) || d->v[i].gone)
            continue;
        if (keep_own(d, &d->v[i], err) != 0)
            return -1;
        if (d->v[i].edit != EDIT_BESIDE)
            continue;
        char *name = NULL, *path = NULL;
        str_set(&name, "%s.mcwizard-new", d->v[i].name);
        str_set(&path, "%s.mcwizard-new", d->v[i].path);
        struct deploy_file *new = deploy_new(d, name, path);
        const struct deploy_file *of = &d->v[i];
        new->owner = of->owner;
        new->secret = of->secret;
        free(name);
        free(path);
        if (target_look(d->ctx->root, new->path, &new->live, err) != 0 ||
            deploy_stage_state(d, new, &new->want, err) != 0)
            return -1;
        memcpy(new->rendered, new->want.digest, sizeof(new->rendered));
    }
    return 0;
}

static int keep_own(struct deploy *d, struct deploy_file *f, struct err *err)
{
    struct str name = STR_INIT;
    str_addf(&name, "%s.mcwizard-new", f->name);
    int rc = copy_made(d, f, str_text(&name), err);
    if (rc == 0)
        rc = deploy_copy_live(d, f->path, f->name, err);
    if (rc == 0) {
        state_free(&f->want);
        state_copy(&f->live, &f->want);
    }
    str_free(&name);
    return rc;
}

char *deploy_rendered_path(const struct deploy *d, const struct deploy_file *file)
{
    char *path = NULL;
    str_set(&path, "%s/%s", d->stage, file->name);
    return path;
}

static int copy_made(const struct deploy *d, const struct deploy_file *f, const char *name,
                     struct err *err)
{
    struct str text = STR_INIT;
    char *path = deploy_rendered_path(d, f);
    int rc = file_read(path, SIZE_MAX / 2, &text, err);
    if (rc == 0)
        rc = room_write(d->stage, name, str_text(&text), text.len, NULL, err);
    str_free(&text);
    free(path);
    return rc;
}

/*
 * A sendmail.cf that a person keeps may need a table that the profile has no more: what it names
 * stays.
 */
static int keep_named(struct deploy *d, struct err *err)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct deploy_file *cf = &d->v[i];
        struct str text = STR_INIT;
        if (cf->gone || !str_ends(cf->name, ".cf") || !deploy_keeps(cf))
            continue;
        if (target_text(d->ctx->root, cf->path, &text, err) != 0)
            return -1;
        for (size_t k = 0; k < d->n; k++) {
            struct deploy_file *f = &d->v[k];
            struct str name = STR_INIT;
            str_addn(&name, f->path, f->derived ? compile_stem(f->path) : strlen(f->path));
            if (f->gone && f->edit == EDIT_NONE && names(str_text(&text), str_text(&name))) {
                f->edit = EDIT_KEEP;
                f->asked_before = true;
            }
            str_free(&name);
        }
        str_free(&text);
    }
    return 0;
}

/* As a whole word of a line. */
static bool names(const char *text, const char *path)
{
    size_t len = strlen(path);
    for (const char *at = text; (at = strstr(at, path)) != NULL; at += len)
        if (strchr(" \t\n,.", at[len]) != NULL)
            return true;
    return false;
}

static int find_changes(struct deploy *d, struct err *err)
{
    if (keep_named(d, err) != 0)
        return -1;
    for (size_t i = 0; i < d->n; i++) {
        struct deploy_file *f = &d->v[i];
        bool keeps = deploy_keeps(f), same = false;
        if (f->gone) {
            f->changes = f->live.there && !keeps;
            continue;
        }
        f->changes = !keeps && differs(f);
        if (!f->changes || !f->live.there || strcmp(f->live.digest, f->want.digest) == 0 ||
            has_list(&f->live) || f->live.mode != f->want.mode || f->live.uid != f->want.uid ||
            f->live.gid != f->want.gid)
            continue;
        /* Only the contents differ: perhaps not in what they mean. */
        if (f->derived) {
            if (deploy_same_compiled(d, f, &same, err) != 0)
                return -1;
        } else if (f->last != NULL && strcmp(f->last->digest, f->rendered) == 0 &&
                   deploy_same_meaning(d->ctx, d->store, f->path, f->rendered, &same, err) != 0) {
            return -1;
        }
        f->changes = !same;
    }
    /* What is made from another must be younger than it, or the distribution makes it again. */
    for (size_t i = 0; i < d->n; i++) {
        struct deploy_file *f = &d->v[i];
        const struct deploy_file *source = f->gone ? NULL : source_of(d, f);
        if (source != NULL && !deploy_keeps(f) &&
            (source->changes || is_older(&f->live.modified, &source->live.modified)))
            f->changes = true;
    }
    return 0;
}

/* An access control list is no part of what the layout says. */
static bool differs(const struct deploy_file *f)
{
    return !state_same(&f->live, &f->want) || has_list(&f->live);
}

static bool has_list(const struct state *state)
{
    for (size_t i = 0; i < state->n_attributes; i++)
        if (strcmp(state->attributes[i].name, "system.posix_acl_access") == 0)
            return true;
    return false;
}

/* The .mc of a .cf, the text of what is compiled; NULL: it is made from nothing that lies there. */
static const struct deploy_file *source_of(const struct deploy *d, const struct deploy_file *f)
{
    struct str name = STR_INIT;
    const struct deploy_file *source = NULL;
    char *made_from = NULL;
    if (f->derived)
        str_addn(&name, f->name, compile_stem(f->name));
    else if (strcmp(f->name, "sendmail.cf") == 0)
        made_from = values_file_name(d->ctx->layout->mc_file, d->profile);
    else if (strcmp(f->name, "submit.cf") == 0)
        made_from = values_file_name(d->ctx->layout->submit_mc_file, d->profile);
    if (made_from != NULL)
        str_add(&name, made_from);
    free(made_from);
    for (size_t i = 0; i < d->n && source == NULL && name.len > 0; i++)
        if (strcmp(d->v[i].name, str_text(&name)) == 0)
            source = &d->v[i];
    str_free(&name);
    return source;
}

static bool is_older(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/*
 * Tables first, then what is compiled from them, sendmail.cf last.  What is made from a source
 * gets a time just after it, however coarse the clock of the file system is.
 */
static void list_changes(struct deploy *d)
{
    struct timespec source;
    clock_gettime(CLOCK_REALTIME, &source);
    const struct timespec made = later(source);
    for (int order = 0; order <= 3; order++)
        for (size_t i = 0; i < d->n; i++)
            if (d->v[i].changes && rank(&d->v[i]) == order)
                list_one(d, &d->v[i], &source, &made);
}

static struct timespec later(struct timespec t)
{
    enum { APART_NS = 10 * 1000 * 1000, NS_PER_S = 1000 * 1000 * 1000 };
    t.tv_nsec += APART_NS;
    if (t.tv_nsec >= NS_PER_S) {
        t.tv_sec++;
        t.tv_nsec -= NS_PER_S;
    }
    return t;
}

static int rank(const struct deploy_file *f)
{
    return strcmp(f->name, "sendmail.cf") == 0 ? 3
           : strcmp(f->name, "submit.cf") == 0 ? 2
           : f->derived                        ? 1
                                               : 0;
}

static void list_one(struct deploy *d, const struct deploy_file *f, const struct timespec *source,
                     const struct timespec *made)
{
    struct change *change = checkpoint_add(&d->next, f->path);
    change->secret = f->secret;
    change->derived = f->derived;
    state_copy(&f->live, &change->before);
    if (f->gone)
        return;
    state_copy(&f->want, &change->after);
    change->after.modified = rank(f) > 0 ? *made : *source;
    /* A source that stays may be dated in the future: a clock was set back. */
    const struct deploy_file *from = source_of(d, f);
    if (from != NULL && !from->changes && !is_older(&from->live.modified, &change->after.modified))
        change->after.modified = later(from->live.modified);
}

/* What is the tool's afterwards; a file beside an edited one is the person's. */
static void record_all(struct deploy *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct deploy_file *f = &d->v[i];
        bool keeps = deploy_keeps(f);
        if ((f->gone && !keeps) || str_ends(f->name, ".mcwizard-new"))
            continue;
        struct recorded *r = checkpoint_record(&d->next, f->path);
        /* makemap gives other bytes each time; what lies there is the one that counts. */
        bool stays = f->derived && !f->changes;
        memcpy(r->digest,
               f->gone ? f->last->digest
               : stays ? f->live.digest
                       : f->rendered,
               sizeof(r->digest));
        if (keeps)
            memcpy(r->kept, f->live.digest, sizeof(r->kept));
        r->secret = f->secret;
        r->derived = f->derived;
    }
}

static int prove(struct deploy *d, bool quick, bool trust, struct err *err)
{
    const struct prove_target target = {
        .cf = d->stage, .profile = d->profile, .trust = trust, .quick = quick, .jobs = 1};
    return prove_run(d->ctx, &target, &d->proof, err);
}

const struct compare *deploy_shown(const struct deploy *d)
{
    return d->old != NULL ? &d->shown : &d->compare;
}

bool deploy_has_news(const struct deploy *d)
{
    bool decided = false;
    for (size_t i = 0; i < d->n; i++)
        decided = decided || (deploy_keeps(&d->v[i]) && !d->v[i].asked_before);
    return d->next.n > 0 || decided;
}

int deploy_keep(const struct deploy *d, struct err *err)
{
    for (size_t i = 0; i < d->n; i++)
        if (look_again(d, &d->v[i], err) != 0 || keep_one(d, &d->v[i], err) != 0)
            return -1;
    return 0;
}

/* What is kept was compiled as it was when it was looked at; somebody may go on editing it. */
static int look_again(const struct deploy *d, const struct deploy_file *f, struct err *err)
{
    struct state now = {.there = false};
    if (!deploy_keeps(f))
        return 0;
    int rc = target_look(d->ctx->root, f->path, &now, err);
    if (rc == 0 && !state_same(&now, &f->live)) {
        err_set_at(err, ERR_SYSTEM, f->path, 0, 0, "somebody changed it just now");
        rc = err_mend(err, "run the same again");
    }
    state_free(&now);
    return rc;
}

/* What is there, what comes, and of an edited file what was rendered, to know it by later. */
static int keep_one(const struct deploy *d, const struct deploy_file *f, struct err *err)
{
    bool keeps = deploy_keeps(f);
    int rc = 0;
    if (f->changes && f->live.there)
        rc = deploy_keep_live(d->ctx, d->store, f->path, f->live.digest, err);
    if (rc == 0 && !f->gone && (f->changes || !f->derived) && !store_has(d->store, f->rendered)) {
        struct str path = STR_INIT;
        str_addf(&path, "%s/%s%s", d->stage, f->name, keeps ? ".mcwizard-new" : "");
        int fd = open(str_text(&path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        rc = fd < 0 ? err_set_errno(err, str_text(&path), "cannot read")
                    : keep_open(d->store, fd, str_text(&path), f->rendered, err);
        str_free(&path);
    }
    return rc;
}

int deploy_keep_live(const struct context *ctx, const struct store *store, const char *path,
                     const char *digest, struct err *err)
{
    if (store_has(store, digest))
        return 0;
    int fd = target_open(ctx->root, path, err);
    return fd >= 0 ? keep_open(store, fd, path, digest, err) : -1;
}

/* Closes it. */
static int keep_open(const struct store *store, int fd, const char *path, const char *digest,
                     struct err *err)
{
    char kept[STATE_DIGEST_BYTES];
    int rc = store_keep(store, fd, path, kept, err);
    close(fd);
    if (rc == 0 && strcmp(kept, digest) != 0) {
        err_set_at(err, ERR_SYSTEM, path, 0, 0, "somebody changed it just now");
        rc = err_mend(err, "run the same again");
    }
    return rc;
}
