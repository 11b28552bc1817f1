/* Which confXXX the macros of sendmail-cf, or the site itself, read. */
#ifndef MCWIZARD_CF_MC_NAMES_H
#define MCWIZARD_CF_MC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Whether the name looks as if the macros read it, and none does, not even of another version.
 * known: as mc_faults_find has it; if it is empty, nothing is a slip.
 */
bool mc_names_slip(const char *name, const struct strs *known);

/* Whether a .mc reads it, and does not only define it: then it is the site's own. */
bool mc_names_used(const char *text, size_t len, const char *name);

#endif
