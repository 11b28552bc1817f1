/* The tables that a configuration names: access, local-host-names, aliases and the like. */
#ifndef MCWIZARD_RENDER_TABLES_H
#define MCWIZARD_RENDER_TABLES_H

#include "base/err.h"

#include "model/profile.h"

#include "render/render.h"

/*
 * Appends the tables of a profile to out.  Reads the file of the smart host's
 * password if the profile names one.  Returns 0 or -1.
 */
int tables_add(const struct profile *profile, struct render_output *out, struct err *err);

#endif
