/*
 * A profile as it is: what it says, in the macros of sendmail-cf alone, and nothing that it
 * does not say.  Nothing is hardened, so that an imported profile can be held against its source.
 */
#ifndef MCWIZARD_RENDER_AS_IS_H
#define MCWIZARD_RENDER_AS_IS_H

#include "base/err.h"
#include "base/str.h"

#include "model/extra.h"
#include "model/profile.h"

#include "render/render.h"

/* Appends the .mc. */
void as_is_write(const struct render_tools *tools, const struct profile *profile,
                 const char *map_type, const struct extra *extra, struct str *mc);

/* Only what the profile says is on; a copy, which the caller frees. */
struct profile *as_is_bare(const struct profile *profile);

#endif
