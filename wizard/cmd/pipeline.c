/* The road from a profile to a rendered folder and to a difference; see pipeline.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cf/cf.h"

#include "cmd/look.h"
#include "cmd/pipeline.h"

#include "diff/diff.h"

#include "model/rules.h"

#include "render/render.h"

#include "sys/file.h"
#include "sys/layout.h"

static int look(const struct context *ctx, const struct profile *p, struct errs *errs);
static void warn_all(struct errs *warnings);
static int compare_file(struct context *ctx, const struct render_output *rendered, const char *name,
                        struct diff *diff, struct str *missing, struct err *err);

/* The files of a configuration that are compared by meaning. */
static const char *const compared[] = {"sendmail.cf", "submit.cf"};

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
    struct errs warnings = {0};
    struct profile *p = pipeline_read(ctx, path, errs);
    if (p != NULL && rules_check(p, errs) != 0) {
        profile_free(p);
        p = NULL;
        errs_sort(errs);
    }
    if (p != NULL)
        rules_warn(p, &warnings);
    warn_all(&warnings);
    if (p != NULL && look(ctx, p, errs) != 0) {
        profile_free(p);
        p = NULL;
        errs_sort(errs);
    }
    return p;
}

/* At what the profile names outside itself, as it is now. */
static int look(const struct context *ctx, const struct profile *p, struct errs *errs)
{
    struct errs warnings = {0};
    int rc = look_profile(ctx, p, time(NULL), errs, &warnings);
    warn_all(&warnings);
    return rc;
}

static void warn_all(struct errs *warnings)
{
    for (size_t i = 0; i < warnings->n; i++) {
        char *line = err_format(&warnings->v[i]);
        msg_warn("%s", line);
        free(line);
    }
    errs_free(warnings);
}

int pipeline_render(struct context *ctx, const struct profile *profile, const char *outdir,
                    struct errs *errs)
{
    struct render_output out = {.n = 0};
    struct err err = {0};
    int rc = look(ctx, profile, errs);
    if (rc != 0)
        goto out;
    rc = pipeline_render_memory(ctx, profile, &out, &err);
    if (rc == 0)
        rc = render_write(&out, outdir, &err);
    if (rc != 0)
        errs_add_take(errs, &err);
out:
    render_free(&out);
    return rc;
}

int pipeline_diff_text(struct context *ctx, const struct profile *profile, struct str *out,
                       struct errs *errs)
{
    struct render_output rendered = {.n = 0};
    struct diff diff = {0};
    struct err err = {0};
    struct str missing = STR_INIT;
    char *text = NULL;
    size_t len = 0;
    FILE *to = NULL;
    /* What is amiss there changes nothing in the difference. */
    (void)look(ctx, profile, errs);
    int rc = pipeline_render_memory(ctx, profile, &rendered, &err);
    for (size_t i = 0; i < ARRAY_LEN(compared) && rc == 0; i++)
        rc = compare_file(ctx, &rendered, compared[i], &diff, &missing, &err);
    if (rc == 0) {
        diff_sort(&diff);
        to = open_memstream(&text, &len);
        MUST(to != NULL);
        diff_print_text(&diff, to);
        fclose(to);
        str_addf(out, "%s%s", str_text(&missing), diff.files.n > 0 ? text : "");
    } else {
        errs_add_take(errs, &err);
    }
    free(text);
    str_free(&missing);
    diff_free(&diff);
    render_free(&rendered);
    return rc;
}

int pipeline_render_memory(struct context *ctx, const struct profile *profile,
                           struct render_output *out, struct err *err)
{
    struct render_tools tools = {0};
    int rc = render_find_tools(&tools, ctx->layout, ctx->tools, err);
    if (rc == 0)
        rc = render_profile(&tools, profile, true, out, err);
    render_free_tools(&tools);
    return rc;
}

static int compare_file(struct context *ctx, const struct render_output *rendered, const char *name,
                        struct diff *diff, struct str *missing, struct err *err)
{
    struct str path = STR_INIT, text = STR_INIT;
    struct cf live = {0}, made = {0};
    const struct render_file *f = render_find(rendered, name);
    int rc = 0;
    str_addf(&path, "%s%s%s", ctx->root, ctx->layout->mail_dir, name);
    if (!file_exists(str_text(&path))) {
        str_addf(missing, "There is no %s: all of the new one is new.\n", str_text(&path));
        goto out;
    }
    rc = file_read(str_text(&path), FILE_MAX_CF, &text, err);
    if (rc == 0)
        rc = cf_parse(str_text(&text), text.len, str_text(&path), &live, err);
    if (rc == 0)
        rc = cf_parse(str_text(&f->data), f->data.len, name, &made, err);
    if (rc == 0)
        diff_compare(&live, &made, diff);
out:
    cf_free(&live);
    cf_free(&made);
    str_free(&text);
    str_free(&path);
    return rc;
}
