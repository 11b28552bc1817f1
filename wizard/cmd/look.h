/*
 * What a profile names outside itself is looked at before anything is rendered: the
 * certificates, keys and lists of TLS, whether the sendmail here has an option at all, and
 * this host the addresses to listen on.  --elsewhere leaves it out: the profile is for another
 * host.
 */
#ifndef MCWIZARD_CMD_LOOK_H
#define MCWIZARD_CMD_LOOK_H

#include <time.h>

#include "base/err.h"

#include "cmd/cmd.h"

#include "model/profile.h"

#include "render/render.h"

/*
 * Looks at all of it, as it stands at a time.  Returns 0, or -1 with an error at the
 * place of each setting appended to errs; what only deserves a word goes to warnings.
 */
int look_profile(const struct context *ctx, const struct profile *profile, time_t now,
                 struct errs *errs, struct errs *warnings);

/*
 * --self-signed: adds the pair that tls.cert_file and tls.key_file name to what was
 * rendered, unless ctx->pair_dir has it; their names are borrowed from the profile.
 * Returns 0, or -1 with errors appended.
 */
int look_make_pair(const struct context *ctx, const struct profile *profile, time_t now,
                   struct render_output *out, struct errs *errs);

#endif
