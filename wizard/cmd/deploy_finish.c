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

#include "cf/cf.h"

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
static int copy_live(const struct deploy *d, const struct deploy_file *f, const char *name,
                     struct err *err);
static int copy_made(const struct deploy *d, const struct deploy_file *f, const char *name,
                     struct err *err);
static int compile(struct deploy *d, struct err *err);
static bool has_same_type(const struct deploy *d);
static void add_type(const struct deploy *d, const struct cf *cf, struct str *type);
static int take_compiled(const struct deploy *d, const struct recorded *r, struct strs *ready,
                         struct err *err);
static int add_compiled(struct deploy *d, struct err *err);
static bool text_stays(const struct deploy *d, const struct deploy_file *f);
static int find_changes(struct deploy *d, struct err *err);
static int same_compiled(const struct deploy *d, const struct deploy_file *f, bool *same,
                         struct err *err);
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
static int prove(struct deploy *d, bool quick, struct err *err);
static int keep_one(const struct deploy *d, const struct deploy_file *f, struct err *err);
static int keep_open(const struct store *store, int fd, const char *path, const char *digest,
                     struct err *err);

int deploy_finish(struct deploy *d, bool quick, struct err *err)
{
    const struct audit_source made = {.dir = d->stage};
    if (settle_edits(d, err) != 0 || compile(d, err) != 0 || add_compiled(d, err) != 0 ||
        find_changes(d, err) != 0)
        return -1;
    list_changes(d);
    record_all(d);
    if (compare_with_live(d->ctx, d->profile, pipeline_build(d->ctx), &made, &d->compare, err) !=
            0 ||
        deploy_compare_tables(d, err) != 0)
        return -1;
    return d->next.n > 0 ? prove(d, quick, err) : 0;
}

/* What a person keeps is what will be there: it is compiled, audited and proved, too. */
static int settle_edits(struct deploy *d, struct err *err)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++) {
        enum edit edit = d->v[i].edit;
        bool beside = edit == EDIT_BESIDE;
        if (edit != EDIT_KEEP && !beside)
            continue;
        if (!d->v[i].gone && keep_own(d, &d->v[i], err) != 0)
            return -1;
        if (!beside || d->v[i].gone)
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
        rc = copy_live(d, f, f->name, err);
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

static int copy_live(const struct deploy *d, const struct deploy_file *f, const char *name,
                     struct err *err)
{
    struct str text = STR_INIT;
    int rc = target_text(d->ctx->root, f->path, &text, err);
    if (rc == 0)
        rc = room_write(d->stage, name, str_text(&text), text.len, NULL, err);
    str_free(&text);
    return rc;
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

/* All names are known to the private folder before, so that a signal leaves nothing behind. */
static int compile(struct deploy *d, struct err *err)
{
    struct strs names = {0}, ready = {0};
    int rc = 0;
    compile_list_temporary(&d->out, &names);
    for (size_t i = 0; i < names.n; i++)
        room_expect(d->stage, names.v[i]);
    bool same_type = has_same_type(d);
    for (size_t i = 0; i < d->last.n_record && rc == 0; i++)
        if (same_type && d->last.record[i].derived)
            rc = take_compiled(d, &d->last.record[i], &ready, err);
    if (rc == 0)
        rc = compile_tables(&d->tools, &d->out, &ready, d->stage, err);
    strs_free(&names);
    strs_free(&ready);
    return rc;
}

/* Whether the last apply compiled tables in the type that this one does. */
static bool has_same_type(const struct deploy *d)
{
    const struct recorded *r = NULL;
    struct str text = STR_INIT, found = STR_INIT;
    struct cf cf = {.n = 0};
    for (size_t i = 0; i < d->last.n_record; i++)
        if (str_ends(d->last.record[i].path, "/sendmail.cf"))
            r = &d->last.record[i];
    if (r != NULL && store_read(d->store, r->digest, &text, NULL) == 0 &&
        cf_parse(str_text(&text), text.len, "sendmail.cf", &cf, NULL) == 0) {
        add_type(d, &cf, &found);
        cf_free(&cf);
    }
    bool same = strcmp(str_text(&found), d->out.map_type) == 0;
    str_free(&text);
    str_free(&found);
    return same;
}

/* The type of the tables, or else of aliases: "btree:/etc/mail/aliases"; without one it is hash. */
static void add_type(const struct deploy *d, const struct cf *cf, struct str *type)
{
    const char *aliases = cf_option_value(cf, "AliasFile");
    for (size_t i = 0; i < cf->n && type->len == 0; i++)
        if (cf->v[i].kind == CF_MAP && strstr(cf->v[i].value, d->ctx->layout->mail_dir) != NULL)
            str_addn(type, cf->v[i].value, strcspn(cf->v[i].value, " \t"));
    if (type->len > 0 || aliases == NULL)
        return;
    size_t len = strcspn(aliases, ":/");
    if (aliases[len] == ':')
        str_addn(type, aliases, len);
    else
        str_add(type, "hash");
}

/* What apply has compiled from the very text that is there still need not be compiled again. */
static int take_compiled(const struct deploy *d, const struct recorded *r, struct strs *ready,
                         struct err *err)
{
    const char *name = strrchr(r->path, '/') + 1, *dot = strrchr(name, '.');
    const struct deploy_file *text = NULL;
    struct state live = {.there = false};
    int rc = 0, from = -1, to = -1;
    for (size_t i = 0; i < d->n && text == NULL; i++)
        if (strlen(d->v[i].name) == (size_t)(dot - name) &&
            strncmp(d->v[i].name, name, (size_t)(dot - name)) == 0)
            text = &d->v[i];
    if (text == NULL || text->edit != EDIT_NONE || text->last == NULL ||
        strcmp(text->live.digest, text->rendered) != 0 ||
        strcmp(text->last->digest, text->rendered) != 0)
        return 0;
    struct str path = STR_INIT;
    if (target_look(d->ctx->root, r->path, &live, err) != 0) {
        rc = -1;
        goto out;
    }
    if (!live.there || strcmp(live.digest, r->digest) != 0)
        goto out;
    if (room_write(d->stage, name, "", 0, &path, err) != 0 ||
        (from = target_open(d->ctx->root, r->path, err)) < 0) {
        rc = -1;
        goto out;
    }
    to = open(str_text(&path), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (to < 0 || file_copy(from, to) != 0)
        rc = err_set_errno(err, str_text(&path), "cannot write");
    else
        strs_add(ready, text->name);
out:
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    state_free(&live);
    str_free(&path);
    return rc;
}

static int add_compiled(struct deploy *d, struct err *err)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++) {
        struct strs made = {0};
        if (!d->v[i].gone)
            compile_list(d->stage, d->v[i].name, &made);
        for (size_t k = 0; k < made.n; k++) {
            room_expect(d->stage, made.v[k]);
            struct deploy_file *f =
                deploy_add(d, made.v[k], d->ctx->layout->mail_dir, d->v[i].owner, err);
            if (f == NULL || deploy_stage_state(d, f, &f->want, err) != 0) {
                strs_free(&made);
                return -1;
            }
            f->derived = true;
            f->secret = d->v[i].secret;
            memcpy(f->rendered, f->want.digest, sizeof(f->rendered));
        }
        strs_free(&made);
    }
    /* What was compiled from a table that is gone, or is not compiled any more. */
    for (size_t i = 0; i < d->last.n_record; i++) {
        const struct recorded *r = &d->last.record[i];
        bool there = !r->derived;
        for (size_t k = 0; k < d->n && !there; k++)
            there = strcmp(d->v[k].path, r->path) == 0;
        if (there)
            continue;
        struct deploy_file *f = deploy_new(d, strrchr(r->path, '/') + 1, r->path);
        f->gone = f->derived = true;
        f->secret = r->secret;
        f->last = r;
        if (text_stays(d, f))
            f->edit = EDIT_KEEP;
        if (target_look(d->ctx->root, f->path, &f->live, err) != 0)
            return -1;
    }
    return 0;
}

/* A person keeps the text that it was compiled from. */
static bool text_stays(const struct deploy *d, const struct deploy_file *f)
{
    size_t len = (size_t)(strrchr(f->path, '.') - f->path);
    for (size_t i = 0; i < d->n; i++)
        if (strncmp(d->v[i].path, f->path, len) == 0 && d->v[i].path[len] == '\0')
            return d->v[i].edit == EDIT_KEEP || d->v[i].edit == EDIT_BESIDE;
    return false;
}

static int find_changes(struct deploy *d, struct err *err)
{
    for (size_t i = 0; i < d->n; i++) {
        struct deploy_file *f = &d->v[i];
        bool keeps = f->edit == EDIT_KEEP || f->edit == EDIT_BESIDE, same = false;
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
            if (same_compiled(d, f, &same, err) != 0)
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
        if (source != NULL && f->edit != EDIT_KEEP && f->edit != EDIT_BESIDE &&
            (source->changes || is_older(&f->live.modified, &source->live.modified)))
            f->changes = true;
    }
    return 0;
}

/* makemap reads nothing in a folder that it does not trust, so it gets a copy in the private one.
 */
static int same_compiled(const struct deploy *d, const struct deploy_file *f, bool *same,
                         struct err *err)
{
    struct str copy = STR_INIT, name = STR_INIT, made = STR_INIT;
    str_addf(&name, "live.%s", f->name);
    str_addf(&copy, "%s/%s", d->stage, str_text(&name));
    str_addf(&made, "%s/%s", d->stage, f->name);
    int rc = copy_live(d, f, str_text(&name), err);
    if (rc == 0)
        rc = compile_same(&d->tools, d->out.map_type, str_text(&copy), str_text(&made), same, err);
    str_free(&copy);
    str_free(&name);
    str_free(&made);
    return rc;
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
        str_addn(&name, f->name, (size_t)(strrchr(f->name, '.') - f->name));
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
        bool keeps = f->edit == EDIT_KEEP || f->edit == EDIT_BESIDE;
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

static int prove(struct deploy *d, bool quick, struct err *err)
{
    const struct prove_target target = {
        .cf = d->stage, .profile = d->profile, .quick = quick, .jobs = 1};
    return prove_run(d->ctx, &target, &d->proof, err);
}

bool deploy_has_news(const struct deploy *d)
{
    bool decided = false;
    for (size_t i = 0; i < d->n; i++)
        decided = decided || ((d->v[i].edit == EDIT_KEEP || d->v[i].edit == EDIT_BESIDE) &&
                              !d->v[i].asked_before);
    return d->next.n > 0 || decided;
}

int deploy_keep(const struct deploy *d, struct err *err)
{
    for (size_t i = 0; i < d->n; i++)
        if (keep_one(d, &d->v[i], err) != 0)
            return -1;
    return 0;
}

/* What is there, what comes, and of an edited file what was rendered, to know it by later. */
static int keep_one(const struct deploy *d, const struct deploy_file *f, struct err *err)
{
    bool keeps = f->edit == EDIT_KEEP || f->edit == EDIT_BESIDE;
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
