/* An old configuration and one that was made; see compare.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/judge.h"

#include "cmd/accepted.h"
#include "cmd/compare.h"
#include "cmd/pipeline.h"

#include "render/values.h"

static const char *const names[COMPARED] = {"sendmail.cf", "submit.cf"};

static int load_live(struct context *ctx, const struct profile *profile,
                     const struct audit_source *live, struct compare *compare, struct err *err);
static void load_live_mc(struct context *ctx, const char *cf_path, const char *mc_path, size_t i,
                         struct compare *compare);
static int load_named(struct side *old, struct compare *compare, struct err *err);
static const struct cf *old_of(const struct compare *compare, size_t i);
static char *folder_of(const struct side *old);
static void note(struct compare *compare, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static int load_made(const struct audit_source *made, const char *name, struct cf *cf,
                     struct err *err);

int compare_with_old(struct context *ctx, const struct profile *profile, struct side *old,
                     const struct audit_source *made, struct compare *compare, struct err *err)
{
    const struct audit_host host = {.root = ctx->root, .layout = ctx->layout};
    struct audit_source from = {.host = &host};
    struct accepted accepted = {.n = 0};
    char *dir = NULL;
    int rc =
        old != NULL ? load_named(old, compare, err) : load_live(ctx, profile, &from, compare, err);
    for (size_t i = 0; i < ARRAY_LEN(names) && rc == 0; i++)
        rc = load_made(made, names[i], &compare->made[i], err);
    if (rc != 0)
        return -1;
    if (old != NULL) {
        /* Tables are read from beside it. */
        dir = folder_of(old);
        from = (struct audit_source){.dir = dir};
    }
    accepted_read(&accepted, profile);
    const struct cf *mta = old_of(compare, 0), *msp = old_of(compare, 1);
    struct audit_input before = {.mta = mta,
                                 .msp = msp->n > 0 ? msp : NULL,
                                 .read = audit_source_read,
                                 .read_arg = &from,
                                 .build = pipeline_build(ctx),
                                 .roles = profile_roles(profile),
                                 .accepted = accepted.v,
                                 .n_accepted = accepted.n};
    struct audit_input after = before;
    after.mta = &compare->made[0];
    after.msp = &compare->made[1];
    after.read_arg = made;
    if (old != NULL && !old->folder) {
        /* One file meets the one that it is. */
        before.mta = mta->n > 0 ? mta : msp;
        after.mta = &compare->made[mta->n > 0 ? 0 : 1];
        before.msp = after.msp = NULL;
    }
    findings_make(before.mta->n > 0 ? &before : NULL, &after, 0, &compare->findings);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (old_of(compare, i)->n > 0)
            diff_compare(old_of(compare, i), &compare->made[i], &compare->diff);
    diff_sort(&compare->diff);
    side_place(old != NULL ? old : &compare->own, NULL, &compare->diff);
    accepted_free(&accepted);
    free(dir);
    return 0;
}

/* A .mc counts where its .cf is missing; that of submit only if sendmail's counts, too. */
static int load_live(struct context *ctx, const struct profile *profile,
                     const struct audit_source *live, struct compare *compare, struct err *err)
{
    const char *const mc_files[COMPARED] = {ctx->layout->mc_file, ctx->layout->submit_mc_file};
    int rc = 0;
    for (size_t i = 0; i < ARRAY_LEN(names) && rc == 0; i++) {
        struct str path = STR_INIT, mc_path = STR_INIT;
        char *mc_name = values_file_name(mc_files[i], profile);
        str_addf(&path, "%s%s%s", ctx->root, ctx->layout->mail_dir, names[i]);
        str_addf(&mc_path, "%s%s%s", ctx->root, ctx->layout->mail_dir, mc_name);
        if (audit_source_has(live, str_text(&path))) {
            rc = audit_source_load(live, str_text(&path), &compare->live[i], err);
        } else if ((i == 0 || compare->part[0] != NULL) &&
                   audit_source_has(live, str_text(&mc_path))) {
            load_live_mc(ctx, str_text(&path), str_text(&mc_path), i, compare);
        } else {
            note(compare, "There is no %s: all of the new one is new.", str_text(&path));
        }
        free(mc_name);
        str_free(&path);
        str_free(&mc_path);
    }
    return rc;
}

/* Nobody has asked for it: what is wrong with it keeps nobody from replacing it. */
static void load_live_mc(struct context *ctx, const char *cf_path, const char *mc_path, size_t i,
                         struct compare *compare)
{
    struct err err = {0};
    if (side_add_mc(ctx, &compare->own, names[i], mc_path, false, true, &err) == 0 &&
        side_parse(&compare->own.v[compare->own.n - 1], &err) == 0) {
        compare->part[i] = &compare->own.v[compare->own.n - 1];
        note(compare, "There is no %s: what %s renders to stands for it.", cf_path, mc_path);
    } else {
        free(err.mend); /* it speaks of options that do not hold for this */
        err.mend = NULL;
        char *why = err_format(&err);
        note(compare, "There is no %s: all of the new one is new. Its .mc cannot be rendered: %s",
             cf_path, why);
        free(why);
    }
    err_clear(&err);
}

/* One file may be either of the two. */
static int load_named(struct side *old, struct compare *compare, struct err *err)
{
    char *dir = folder_of(old);
    note(compare, "This is held against %s, not against what lies there.",
         old->folder ? dir : old->v[0].path);
    free(dir);
    for (size_t i = 0; i < old->n; i++)
        if (!old->v[i].table && side_parse(&old->v[i], err) != 0)
            return -1;
    if (!old->folder) {
        compare->part[cf_is_msp(&old->v[0].cf) ? 1 : 0] = &old->v[0];
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        compare->part[i] = side_find(old, names[i]);
        if (compare->part[i] == NULL)
            note(compare, "There is no old %s: all of the new one is new.", names[i]);
    }
    return 0;
}

static const struct cf *old_of(const struct compare *compare, size_t i)
{
    return compare->part[i] != NULL ? &compare->part[i]->cf : &compare->live[i];
}

static char *folder_of(const struct side *old)
{
    const char *path = old->v[0].path, *slash = strrchr(path, '/');
    return slash != NULL ? mem_dupn(path, (size_t)(slash - path)) : mem_dup(".");
}

static void note(struct compare *compare, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    strs_add_take(&compare->notes, str_take(&text));
}

/* The folder that it lies in for a while means nothing to anybody. */
static int load_made(const struct audit_source *made, const char *name, struct cf *cf,
                     struct err *err)
{
    struct str path = STR_INIT;
    if (made->dir != NULL)
        str_addf(&path, "%s/", made->dir);
    str_add(&path, name);
    int rc = audit_source_load(made, str_text(&path), cf, err);
    if (rc == 0)
        str_set(&cf->file, "%s", name);
    str_free(&path);
    return rc;
}

void compare_free(struct compare *compare)
{
    for (size_t i = 0; i < COMPARED; i++) {
        cf_free(&compare->live[i]);
        cf_free(&compare->made[i]);
    }
    side_free(&compare->own);
    strs_free(&compare->notes);
    findings_free(&compare->findings);
    diff_free(&compare->diff);
}

void compare_text(const struct compare *compare, struct str *out)
{
    struct str lines = STR_INIT;
    char *text = NULL;
    size_t len = 0;
    findings_list(&compare->findings, &lines);
    if (lines.len > 0)
        str_addf(out, "What audit finds (`mcwizard explain ID' tells more):\n%s\n",
                 str_text(&lines));
    else
        str_add(out, "audit finds nothing, before and after.\n\n");
    for (size_t i = 0; i < compare->notes.n; i++)
        str_addf(out, "%s\n", compare->notes.v[i]);
    FILE *to = open_memstream(&text, &len);
    MUST(to != NULL);
    diff_print_text(&compare->diff, to);
    fclose(to);
    str_add(out, compare->diff.files.n > 0 ? text : "");
    free(text);
    str_free(&lines);
}
