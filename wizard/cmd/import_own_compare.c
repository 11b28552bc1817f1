/* What became of a .mc of our own, against its source; see import_own.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_profile.h"

#include "cmd/import_own_parts.h"

#include "model/extra.h"

#include "render/mc.h"

static int compare_cf(struct import_run *run, const struct own_render *now, struct err *err);
static int parse_cf(const struct own_render *render, struct cf *cf, struct err *err);
static char *reason(const struct import_run *run, const struct diff *edits,
                    const struct diff_item *item);

int import_own_compare(struct context *ctx, struct import_run *run, const char *room,
                       struct err *err)
{
    struct own_render now = {.out.n = 0};
    int rc = run->own->blind ? 0 : -1;
    if (run->own->blind || own_render(ctx, run, room, run->profile, &now, err) != 0 ||
        own_lines_left(ctx, run, room, &now, err) != 0)
        goto out;
    own_tables_left(ctx, run, &now);
    rc = compare_cf(run, &now, err);
out:
    own_render_free(&now);
    return rc;
}

/* The source and what the profile makes now; the source and what it made tell what was edited. */
static int compare_cf(struct import_run *run, const struct own_render *now, struct err *err)
{
    struct cf cf = {.n = 0}, was = {.n = 0};
    struct diff edits = {.n = 0};
    int rc = parse_cf(now, &cf, err);
    if (rc == 0 && (rc = parse_cf(&run->own->was, &was, err)) == 0) {
        diff_compare(&run->cf, &was, &edits);
        diff_compare(&run->cf, &cf, &run->as_is);
        diff_sort(&run->as_is);
        for (size_t i = 0; i < run->as_is.n; i++) {
            char *why = reason(run, &edits, &run->as_is.v[i]);
            run->unexplained += why == NULL ? 1 : 0;
            strs_add_take(&run->reasons, why != NULL ? why : mem_dup(""));
        }
    }
    diff_free(&edits);
    cf_free(&was);
    cf_free(&cf);
    return rc;
}

static int parse_cf(const struct own_render *render, struct cf *cf, struct err *err)
{
    const struct render_file *made = render_find(&render->out, "sendmail.cf");
    return cf_parse(str_text(&made->data), made->data.len, "the profile", cf, err);
}

/* What follows from a setting that was edited in, or the line that says it; NULL: nothing does. */
static char *reason(const struct import_run *run, const struct diff *edits,
                    const struct diff_item *item)
{
    const struct import *imp = &run->imp;
    char *why = NULL;
    bool edited = false;
    for (size_t i = 0; i < edits->n && !edited; i++)
        edited =
            strcmp(edits->v[i].kind, item->kind) == 0 && strcmp(edits->v[i].name, item->name) == 0;
    if (!edited && run->own->n_carried < imp->n_lines)
        return mem_dup("a setting that was edited in brings it along");
    for (size_t i = run->own->n_carried; i < imp->n_lines && why == NULL; i++) {
        const struct import_line *line = &imp->lines[i];
        if (line->place.line != item->old.line || item->old.line <= 0)
            continue;
        if (line->why != NULL && line->fate != IMPORT_RAW)
            return mem_dup(line->why); /* a raw line is there as it was, and explains nothing */
        if (line->fate == IMPORT_SETTING && line->settings.n > 0)
            str_set(&why, "%s says it in a way of its own", line->settings.v[0]);
    }
    return why;
}

void import_own_tell(struct import_run *run, const char *room)
{
    const char *text = str_text(mc_is_mc(run->source) ? &run->mc.text : &run->text);
    size_t len = mc_is_mc(run->source) ? run->mc.text.len : run->text.len;
    struct str name = STR_INIT, dumped = STR_INIT, json = STR_INIT;
    struct errs errs = {0};
    struct extra extra = {0};
    long line = 0;
    char *digest = mc_profile_digest(text, len);
    if (!mc_is_mc(run->source)) {
        const char *at = strstr(text, "mcwizard ");
        const char *behind = at != NULL ? strstr(at, ", profile ") : NULL;
        if (behind != NULL && memchr(at, '\n', (size_t)(behind - at)) == NULL)
            strs_add(&run->remarks,
                     "mcwizard has rendered this: its sendmail.mc would give the profile back "
                     "exactly");
    } else if (digest != NULL && mc_profile_find(text, len, &json, &line) == 0) {
        str_addf(&name, "%s/%s.json", room, run->stem);
        struct profile *profile =
            profile_parse(run->profile, strlen(run->profile), str_text(&name), &errs);
        MUST(profile != NULL);
        extra_parse(str_text(&run->extra), run->extra.len, "extra.file", &extra, &errs);
        extra_dump(&extra, &dumped);
        char *is = profile_digest_with(profile, &dumped);
        strs_add(&run->remarks,
                 strcmp(is, digest) == 0
                     ? "the .mc does not carry its profile; this one means the same (by the "
                       "digest in the head)"
                     : "the .mc does not carry its profile (it was too long, or is gone), and this "
                       "one does not mean quite the same: the digest in the head is another");
        free(is);
        profile_free(profile);
    }
    free(digest);
    extra_free(&extra);
    errs_free(&errs);
    str_free(&name);
    str_free(&dumped);
    str_free(&json);
}
