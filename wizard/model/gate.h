/* What the sendmail that a profile is for can do of it. */
#ifndef MCWIZARD_MODEL_GATE_H
#define MCWIZARD_MODEL_GATE_H

#include "base/err.h"

#include "model/profile.h"

#include "sys/version.h"

/*
 * Leaves out (profile_leave_out) every setting that this version, or what is compiled into
 * it, does not have.  One that the profile itself asks for is an error; one that would be on
 * by default and matters is told of in warnings.  A build of VERSION_NONE has everything.
 * Returns 0, or -1 with errors appended.
 */
int gate_apply(struct profile *profile, const struct sendmail_build *build, struct errs *errs,
               struct errs *warnings);

#endif
