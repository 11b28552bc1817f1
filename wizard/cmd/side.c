/* One side of a comparison; see side.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cf/mc.h"

#include "cmd/audit_source.h"
#include "cmd/mc_load.h"
#include "cmd/pipeline.h"
#include "cmd/side.h"

#include "diff/table.h"

#include "render/mc.h"
#include "render/render.h"

#include "sys/file.h"

static int load_folder(struct context *ctx, const char *path, bool trust, struct side *side,
                       struct err *err);
static int load_profile(struct context *ctx, const char *path, struct side *side, struct err *err);
static int add_either(struct context *ctx, struct side *side, const char *base, const char *path,
                      bool trust, struct err *err);
static struct part *new_part(struct side *side, const char *base, const char *path, bool table);
static void place_one(const struct side *side, struct diff_side *of);
static const struct part *find_placed(const struct side *side, const char *file);

/* What a folder may hold beside the configurations; the texts that maps are made from. */
static const char *const tables[] = {
    "access",        "aliases",          "authinfo",         "domaintable",   "generics-domains",
    "genericstable", "local-host-names", "mailertable",      "recipients",    "relay-domains",
    "trusted-users", "userdb",           "virtuser-domains", "virtusertable",
};

int side_load(struct context *ctx, const char *path, bool trust, struct side *side, struct err *err)
{
    if (pipeline_is_profile(path))
        return load_profile(ctx, path, side, err);
    side->folder = file_is_dir(path);
    if (side->folder)
        return load_folder(ctx, path, trust, side, err);
    return add_either(ctx, side, "", path, trust, err);
}

/* A .mc counts where its .cf is missing; of submit only if sendmail uses it, as audit has it. */
static int load_folder(struct context *ctx, const char *path, bool trust, struct side *side,
                       struct err *err)
{
    const struct audit_source source = {.dir = path};
    struct str name = STR_INIT;
    int rc = -1;
    const char *mta = audit_source_either(&source, path, "sendmail", &name);
    if (mta == NULL) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "this folder has no sendmail.cf");
        goto out;
    }
    bool made = mc_is_mc(mta);
    if (add_either(ctx, side, "sendmail.cf", mta, trust, err) != 0)
        goto out;
    const char *msp = audit_source_either(&source, path, "submit", &name);
    if (msp != NULL && (made || !mc_is_mc(msp)) &&
        add_either(ctx, side, "submit.cf", msp, trust, err) != 0)
        goto out;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        str_clear(&name);
        str_addf(&name, "%s/%s", path, tables[i]);
        if (file_exists(str_text(&name)) && !file_is_dir(str_text(&name)) &&
            side_add(side, tables[i], str_text(&name), true, err) != 0)
            goto out;
    }
    rc = 0;
out:
    str_free(&name);
    return rc;
}

static int add_either(struct context *ctx, struct side *side, const char *base, const char *path,
                      bool trust, struct err *err)
{
    return mc_is_mc(path) ? side_add_mc(ctx, side, base, path, trust, false, err)
                          : side_add(side, base, path, false, err);
}

int side_add(struct side *side, const char *base, const char *path, bool table, struct err *err)
{
    struct part *part = new_part(side, base, path, table);
    return file_read(path, table ? TABLE_MAX_BYTES : FILE_MAX_CF, &part->text, err);
}

int side_add_mc(struct context *ctx, struct side *side, const char *base, const char *path,
                bool trust, bool quiet, struct err *err)
{
    struct part *part = new_part(side, base, path, false);
    struct mc mc = {.name = NULL};
    int rc = mc_load(ctx, path, trust, &mc, &part->text, &part->placed, err);
    if (rc == 0 && !quiet)
        mc_load_tell(&mc, NULL);
    mc_free(&mc);
    return rc;
}

static struct part *new_part(struct side *side, const char *base, const char *path, bool table)
{
    MUST(side->n < PARTS_MAX);
    struct part *part = &side->v[side->n++];
    *part = (struct part){
        .base = base, .path = mem_dup(path), .text = STR_INIT, .present = true, .table = table};
    return part;
}

/* What the profile renders to, as if it were a folder. */
static int load_profile(struct context *ctx, const char *path, struct side *side, struct err *err)
{
    struct render_output out = {.n = 0};
    struct errs errs = {0};
    int rc = -1;
    struct profile *profile = pipeline_load(ctx, path, &errs);
    if (profile == NULL) {
        /* The last one is the caller's to report. */
        for (size_t i = 0; i + 1 < errs.n; i++)
            msg_report(&errs.v[i]);
        *err = errs.v[errs.n - 1];
        errs.n--;
        goto out;
    }
    if (pipeline_render_memory(ctx, profile, &out, err) != 0)
        goto out;
    side->folder = true;
    for (size_t i = 0; i < out.n; i++) {
        const struct render_file *f = &out.files[i];
        size_t t = 0;
        while (t < ARRAY_LEN(tables) && strcmp(tables[t], f->name) != 0)
            t++;
        if (t == ARRAY_LEN(tables) && strstr(f->name, ".cf") == NULL)
            continue; /* the .mc, and what is no table */
        struct str name = STR_INIT;
        str_addf(&name, "%s:%s", path, f->name);
        struct part *part = new_part(side, f->name, str_text(&name), t < ARRAY_LEN(tables));
        str_addn(&part->text, str_text(&f->data), f->data.len);
        str_free(&name);
    }
    rc = 0;
out:
    render_free(&out);
    profile_free(profile);
    errs_free(&errs);
    return rc;
}

void side_free(struct side *side)
{
    for (size_t i = 0; i < side->n; i++) {
        free(side->v[i].path);
        str_free(&side->v[i].text);
        cf_free(&side->v[i].cf);
        cf_free(&side->v[i].placed);
    }
    side->n = 0;
}

struct part *side_find(struct side *side, const char *base)
{
    for (size_t i = 0; i < side->n; i++)
        if (side->v[i].present && strcmp(side->v[i].base, base) == 0)
            return &side->v[i];
    return NULL;
}

int side_parse(struct part *part, struct err *err)
{
    if (part->cf.n > 0)
        return 0;
    return cf_parse(str_text(&part->text), part->text.len, part->path, &part->cf, err);
}

/*
 * Only now: a line of a .mc makes many of the .cf, and while differences are judged, a line must
 * mean one thing.
 */
void side_place(const struct side *old, const struct side *new, struct diff *diff)
{
    for (size_t i = 0; i < diff->n; i++) {
        place_one(old, &diff->v[i].old);
        place_one(new, &diff->v[i].new);
    }
    for (size_t i = 0; i < diff->n_faults; i++) {
        struct diff_fault *fault = &diff->faults[i];
        const struct part *part = find_placed(old, fault->file);
        if (part == NULL)
            part = find_placed(new, fault->file);
        if (part != NULL)
            fault->line = side_line(part, fault->line);
    }
}

static void place_one(const struct side *side, struct diff_side *of)
{
    const struct part *part = of->file != NULL ? find_placed(side, of->file) : NULL;
    if (part != NULL && of->line > 0)
        of->line = side_line(part, of->line);
}

static const struct part *find_placed(const struct side *side, const char *file)
{
    for (size_t i = 0; side != NULL && i < side->n; i++)
        if (side->v[i].placed.n > 0 && strcmp(side->v[i].path, file) == 0)
            return &side->v[i];
    return NULL;
}

long side_line(const struct part *part, long line)
{
    if (part->placed.n == 0)
        return line;
    for (size_t i = 0; i < part->cf.n && i < part->placed.n; i++)
        if (part->cf.v[i].line == line)
            return part->placed.v[i].line;
    return 0;
}

void side_place_err(struct part *part, struct err *err)
{
    if (part->placed.n == 0 || err->file == NULL || strcmp(err->file, part->path) != 0 ||
        side_parse(part, NULL) != 0)
        return;
    err->line = side_line(part, err->line);
    err->column = 0;
}

int side_read(const void *arg, const char *path, struct str *out, struct str *name, struct err *err)
{
    const struct side *side = arg;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    (void)err;
    for (size_t i = 0; i < side->n; i++)
        if (side->v[i].table && side->v[i].present && strcmp(side->v[i].base, base) == 0) {
            str_addn(out, str_text(&side->v[i].text), side->v[i].text.len);
            str_add(name, side->v[i].path);
            return 1;
        }
    return 0;
}
