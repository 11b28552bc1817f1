/* The live configuration and one that was made; see compare.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#include "cmd/accepted.h"
#include "cmd/compare.h"

static const char *const names[COMPARED] = {"sendmail.cf", "submit.cf"};

static int load(const struct context *ctx, const struct audit_source *live,
                const struct audit_source *made, struct compare *compare, struct err *err);
static int load_made(const struct audit_source *made, const char *name, struct cf *cf,
                     struct err *err);

int compare_with_live(const struct context *ctx, const struct profile *profile,
                      const struct sendmail_build *build, const struct audit_source *made,
                      struct compare *compare, struct err *err)
{
    const struct audit_host host = {.root = ctx->root, .layout = ctx->layout};
    const struct audit_source live = {.host = &host};
    struct accepted accepted = {.n = 0};
    if (load(ctx, &live, made, compare, err) != 0)
        return -1;
    accepted_read(&accepted, profile);
    struct audit_input old = {.mta = &compare->live[0],
                              .msp = compare->live[1].n > 0 ? &compare->live[1] : NULL,
                              .read = audit_source_read,
                              .read_arg = &live,
                              .build = build,
                              .roles = profile_roles(profile),
                              .accepted = accepted.v,
                              .n_accepted = accepted.n};
    struct audit_input new = old;
    new.mta = &compare->made[0];
    new.msp = &compare->made[1];
    new.read_arg = made;
    findings_make(compare->live[0].n > 0 ? &old : NULL, &new, 0, &compare->findings);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (compare->live[i].n > 0)
            diff_compare(&compare->live[i], &compare->made[i], &compare->diff);
    diff_sort(&compare->diff);
    accepted_free(&accepted);
    return 0;
}

static int load(const struct context *ctx, const struct audit_source *live,
                const struct audit_source *made, struct compare *compare, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < ARRAY_LEN(names) && rc == 0; i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s%s%s", ctx->root, ctx->layout->mail_dir, names[i]);
        if (audit_source_has(live, str_text(&path)))
            rc = audit_source_load(live, str_text(&path), &compare->live[i], err);
        else
            strs_add(&compare->missing, str_text(&path));
        if (rc == 0)
            rc = load_made(made, names[i], &compare->made[i], err);
        str_free(&path);
    }
    return rc;
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
    strs_free(&compare->missing);
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
    for (size_t i = 0; i < compare->missing.n; i++)
        str_addf(out, "There is no %s: all of the new one is new.\n", compare->missing.v[i]);
    FILE *to = open_memstream(&text, &len);
    MUST(to != NULL);
    diff_print_text(&compare->diff, to);
    fclose(to);
    str_add(out, compare->diff.files.n > 0 ? text : "");
    free(text);
    str_free(&lines);
}
