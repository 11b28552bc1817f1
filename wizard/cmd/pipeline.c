/* The road from a profile to a rendered folder and to a difference; see pipeline.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/accepted.h"
#include "cmd/compare.h"
#include "cmd/look.h"
#include "cmd/pipeline.h"

#include "model/gate.h"
#include "model/rules.h"

#include "render/render.h"

#include "sys/file.h"
#include "sys/hostname.h"
#include "sys/layout.h"

static struct profile *check(struct context *ctx, struct profile *profile, struct errs *errs);
static int look(const struct context *ctx, const struct profile *p, struct errs *errs);
static void warn(const struct errs *warnings);
static struct profile *gated_copy(struct context *ctx, const struct profile *profile,
                                  struct errs *errs, struct errs *warnings);
bool pipeline_is_profile(const char *path)
{
    return str_ends(path, ".json");
}

struct profile *pipeline_read(struct context *ctx, const char *path, struct errs *errs)
{
    struct str text = STR_INIT;
    struct err trouble = {0};
    struct profile *p = NULL;
    size_t before = errs->n;
    if (path == NULL)
        p = profile_new();
    else if (file_read(path, FILE_MAX_PROFILE, &text, &trouble) != 0)
        errs_add_take(errs, &trouble);
    else
        p = profile_parse(str_text(&text), text.len, strcmp(path, "-") == 0 ? "(stdin)" : path,
                          errs);
    /* Faults of --set are told in the same run, whatever the file is worth. */
    struct profile *to = p != NULL ? p : profile_new();
    for (size_t i = 0; i < ctx->sets.n; i++)
        profile_set(to, ctx->sets.v[i], errs);
    if (to != p)
        profile_free(to);
    if (errs->n > before) {
        profile_free(p);
        p = NULL;
        errs_sort(errs);
    }
    str_free(&text);
    return p;
}

struct profile *pipeline_load(struct context *ctx, const char *path, struct errs *errs)
{
    return check(ctx, pipeline_read(ctx, path, errs), errs);
}

struct profile *pipeline_load_text(struct context *ctx, const char *text, const char *name,
                                   struct errs *errs)
{
    return check(ctx, profile_parse(text, strlen(text), name, errs), errs);
}

/* Takes the profile, which may be NULL. */
static struct profile *check(struct context *ctx, struct profile *p, struct errs *errs)
{
    struct errs warnings = {0};
    if (p != NULL) {
        int rules = rules_check(p, errs), accepted = accepted_check(p, errs);
        rules_warn(p, &warnings);
        if (gate_apply(p, pipeline_build(ctx), errs, &warnings) != 0 || rules != 0 ||
            accepted != 0) {
            profile_free(p);
            p = NULL;
            errs_sort(errs);
        }
    }
    if (p != NULL)
        warn(&warnings);
    if (p != NULL && look(ctx, p, errs) != 0) {
        profile_free(p);
        p = NULL;
        errs_sort(errs);
    }
    errs_free(&warnings);
    return p;
}

/* At what the profile names outside itself, as it is now. */
static int look(const struct context *ctx, const struct profile *p, struct errs *errs)
{
    struct errs warnings = {0};
    int rc = look_profile(ctx, p, time(NULL), errs, &warnings);
    warn(&warnings);
    errs_free(&warnings);
    return rc;
}

static void warn(const struct errs *warnings)
{
    for (size_t i = 0; i < warnings->n; i++) {
        char *line = err_format(&warnings->v[i]);
        msg_warn("%s", line);
        free(line);
    }
}

const struct sendmail_build *pipeline_build(struct context *ctx)
{
    struct sendmail_build *build = &ctx->build;
    if (ctx->build_known)
        return build;
    ctx->build_known = true;
    version_find(ctx->layout, ctx->tools, ctx->elsewhere, build);
    bool live = ctx->root[0] == '\0' && ctx->tools[0] == '\0' && build->flags_known;
    if (build->slow || (live && !hostname_is_qualified("/etc/hosts")))
        msg_warn("this host's name is not qualified, so sendmail sleeps a minute at each start: %s",
                 hostname_mend);
    if (!ctx->layout_known)
        msg_warn("nothing tells which system this is for: taking the layout %s; --layout names "
                 "another",
                 ctx->layout->name);
    msg_debug("for sendmail %s (%s), layout %s", build->text != NULL ? build->text : "unknown",
              build->from != NULL ? build->from : "none found", ctx->layout->name);
    return build;
}

int pipeline_find_tools(struct context *ctx, struct render_tools *tools, struct err *err)
{
    int rc = render_find_tools(tools, ctx->layout, ctx->tools, err);
    tools->build = pipeline_build(ctx);
    return rc;
}

int pipeline_render(struct context *ctx, const struct profile *profile, const char *outdir,
                    struct errs *errs)
{
    struct render_output out = {.n = 0};
    struct errs warnings = {0};
    struct err err = {0};
    struct profile *copy = NULL;
    int rc = accepted_check(profile, errs);
    if (look(ctx, profile, errs) != 0)
        rc = -1;
    if (rc == 0) {
        copy = gated_copy(ctx, profile, errs, &warnings);
        rc = copy != NULL ? pipeline_render_memory(ctx, copy, &out, &err) : -1;
    }
    if (rc == 0)
        rc = render_write(&out, outdir, &err);
    if (rc == 0)
        warn(&warnings);
    else if (copy != NULL)
        errs_add_take(errs, &err);
    profile_free(copy);
    errs_free(&warnings);
    render_free(&out);
    return rc;
}

/* The interview goes on with the profile as it is. */
static struct profile *gated_copy(struct context *ctx, const struct profile *profile,
                                  struct errs *errs, struct errs *warnings)
{
    char *text = profile_dump(profile);
    char *name = profile_beside(profile, "the profile"); /* its files lie there, too */
    struct profile *copy = profile_parse(text, strlen(text), name, errs);
    if (copy != NULL && gate_apply(copy, pipeline_build(ctx), errs, warnings) != 0) {
        profile_free(copy);
        copy = NULL;
    }
    free(name);
    free(text);
    return copy;
}

int pipeline_diff_text(struct context *ctx, const struct profile *profile, struct str *out,
                       struct errs *errs)
{
    struct render_output rendered = {.n = 0};
    const struct audit_source made = {.rendered = &rendered};
    struct compare compare = COMPARE_INIT;
    struct err err = {0};
    struct errs warnings = {0};
    struct profile *copy = gated_copy(ctx, profile, errs, &warnings);
    /* What is amiss there changes nothing in the difference. */
    (void)accepted_check(profile, errs);
    (void)look(ctx, profile, errs);
    int rc = copy != NULL ? pipeline_render_memory(ctx, copy, &rendered, &err) : -1;
    if (rc == 0)
        rc = compare_with_old(ctx, copy, NULL, &made, &compare, &err);
    if (rc == 0)
        compare_text(&compare, out);
    else if (copy != NULL)
        errs_add_take(errs, &err);
    profile_free(copy);
    errs_free(&warnings);
    compare_free(&compare);
    render_free(&rendered);
    return rc;
}

int pipeline_render_memory(struct context *ctx, const struct profile *profile,
                           struct render_output *out, struct err *err)
{
    struct render_tools tools = {0};
    int rc = pipeline_find_tools(ctx, &tools, err);
    if (rc == 0)
        rc = render_profile(&tools, profile, true, out, err);
    render_free_tools(&tools);
    return rc;
}
