/* Which confXXX the macros of sendmail-cf, or the site itself, read. */
#ifndef MCWIZARD_CF_MC_NAMES_H
#define MCWIZARD_CF_MC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Of those known, sorted as strs_sort does, or of another version's macros. */
bool mc_names_known(const char *name, const struct strs *known);

/* Whether a .mc reads it, and does not only define it: then it is the site's own. */
bool mc_names_used(const char *text, size_t len, const char *name);

#endif
