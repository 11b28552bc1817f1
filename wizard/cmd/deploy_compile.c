/* What a deployment compiles, and what is compiled there already; see deploy_parts.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/target.h"

#include "cf/cf.h"

#include "cmd/deploy_parts.h"

#include "relay/room.h"

#include "render/compile.h"

#include "sys/file.h"

static bool has_same_type(const struct deploy *d);
static void add_type(const struct deploy *d, const struct cf *cf, struct str *type);
static int take_compiled(const struct deploy *d, const struct recorded *r, struct strs *ready,
                         struct err *err);
static bool text_stays(const struct deploy *d, const struct deploy_file *f);

/* All names are known to the private folder before, so that a signal leaves nothing behind. */
int deploy_compile(struct deploy *d, struct err *err)
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
    const char *name = strrchr(r->path, '/') + 1;
    const struct deploy_file *text = NULL;
    struct state live = {.there = false};
    int rc = 0;
    for (size_t i = 0; i < d->n && text == NULL; i++)
        if (compile_is_of(name, d->v[i].name))
            text = &d->v[i];
    if (text == NULL || text->edit != EDIT_NONE || text->last == NULL ||
        strcmp(text->live.digest, text->rendered) != 0 ||
        strcmp(text->last->digest, text->rendered) != 0)
        return 0;
    rc = target_look(d->ctx->root, r->path, &live, err);
    if (rc == 0 && live.there && strcmp(live.digest, r->digest) == 0) {
        rc = deploy_copy_live(d, r->path, name, err);
        strs_add(ready, text->name);
    }
    state_free(&live);
    return rc;
}

int deploy_add_compiled(struct deploy *d, struct err *err)
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
        /* It follows its text. */
        if (text_stays(d, f)) {
            f->edit = EDIT_KEEP;
            f->asked_before = true;
        }
        if (target_look(d->ctx->root, f->path, &f->live, err) != 0)
            return -1;
    }
    return 0;
}

/* A person keeps the text that it was compiled from. */
static bool text_stays(const struct deploy *d, const struct deploy_file *f)
{
    for (size_t i = 0; i < d->n; i++)
        if (compile_is_of(f->path, d->v[i].path))
            return deploy_keeps(&d->v[i]);
    return false;
}

/* makemap reads nothing in a folder that it does not trust, so it gets a copy in the private one.
 */
int deploy_same_compiled(const struct deploy *d, const struct deploy_file *f, bool *same,
                         struct err *err)
{
    struct str copy = STR_INIT, name = STR_INIT, made = STR_INIT;
    str_addf(&name, "live.%s", f->name);
    str_addf(&copy, "%s/%s", d->stage, str_text(&name));
    str_addf(&made, "%s/%s", d->stage, f->name);
    int rc = deploy_copy_live(d, f->path, str_text(&name), err);
    if (rc == 0)
        rc = compile_same(&d->tools, d->out.map_type, str_text(&copy), str_text(&made), same, err);
    str_free(&copy);
    str_free(&name);
    str_free(&made);
    return rc;
}

/* By pieces: a compiled table may be large. */
int deploy_copy_live(const struct deploy *d, const char *path, const char *name, struct err *err)
{
    struct str copy = STR_INIT;
    int rc = -1, to = -1, from = target_open(d->ctx->root, path, err);
    if (from < 0 || room_write(d->stage, name, "", 0, &copy, err) != 0)
        goto out;
    to = open(str_text(&copy), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    rc = to >= 0 ? file_copy(from, to) : -1;
    if (rc != 0)
        err_set_errno(err, str_text(&copy), "cannot write");
out:
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    str_free(&copy);
    return rc;
}
