/* A look at the host for which a profile is rendered: can its filters be there? */
#ifndef MCWIZARD_CMD_LOOK_FILTERS_H
#define MCWIZARD_CMD_LOOK_FILTERS_H

#include "base/err.h"

#include "model/profile.h"

/*
 * Appends a warning for each filter whose socket no program could make below root
 * ("": this host): its folder is missing, or a file that is no socket has its name.
 * A socket that is missing is no fault: the filter may not run yet.
 */
void look_filters(const char *root, const struct profile *profile, struct errs *warnings);

#endif
