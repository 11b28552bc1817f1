/*
 * The stretch of road that several commands share: read a profile, apply --set,
 * check the rules, render, write, compare with the live configuration.
 */
#ifndef MCWIZARD_CMD_PIPELINE_H
#define MCWIZARD_CMD_PIPELINE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cmd/cmd.h"

#include "model/profile.h"

#include "render/render.h"

/* Whether a path that a person named is a profile (NAME.json), by its ending alone. */
bool pipeline_is_profile(const char *path);

/*
 * Reads the profile at path ("-": standard input; NULL: an empty one) and applies
 * every --set.  The rules across settings are not checked.  Returns NULL with
 * every error appended to errs; the caller frees the profile.
 */
struct profile *pipeline_read(struct context *ctx, const char *path, struct errs *errs);

/*
 * The same, with the rules checked, too, and what the host's sendmail does not have left
 * out; warns of that and of settings that do nothing.
 */
struct profile *pipeline_load(struct context *ctx, const char *path, struct errs *errs);

/* The same of a text with all that it says, --set included; name stands in messages. */
struct profile *pipeline_load_text(struct context *ctx, const char *text, const char *name,
                                   struct errs *errs);

/*
 * The sendmail that all of this is for: the one named by --sendmail-version, or as found;
 * looked for once.  Warns where the host's name or its layout is amiss.  Borrowed from ctx.
 */
const struct sendmail_build *pipeline_build(struct context *ctx);

/* render_find_tools for ctx, and its sendmail; the caller calls render_free_tools.  0 or -1. */
int pipeline_find_tools(struct context *ctx, struct render_tools *tools, struct err *err);

/* Renders a checked profile into memory; the caller calls render_free.  Returns 0 or -1. */
int pipeline_render_memory(struct context *ctx, const struct profile *profile,
                           struct render_output *out, struct err *err);

/*
 * Renders a checked profile into a folder; what the host's sendmail does not have is left
 * out there, and the profile stays as it is.  Returns 0, or -1 with errors appended.
 */
int pipeline_render(struct context *ctx, const struct profile *profile, const char *outdir,
                    struct errs *errs);

/*
 * The difference between the live configuration (ROOT/etc/mail) and what the
 * profile renders to, as text for people, or a sentence saying that there is no
 * live one, and the findings of audit that go, stay and come; appended to out.  Returns 0, or -1
 * with errors appended.  What is amiss with the files that the profile names is appended to errs in
 * both cases.
 */
int pipeline_diff_text(struct context *ctx, const struct profile *profile, struct str *out,
                       struct errs *errs);

#endif
