/* Which line of a .mc made which line of its .cf; for mc.c alone. */
#ifndef MCWIZARD_RENDER_MC_PLACE_H
#define MCWIZARD_RENDER_MC_PLACE_H

#include <stddef.h>

#include "base/str.h"

#include "cf/cf.h"
#include "cf/mc.h"

/* Takes the `#line' lines out of what `m4 -s' printed and notes for each line whence it came. */
void mc_place_lines(struct mc *mc, const char *printed, size_t len, struct str *text);

/* The site's call that brought a file of the macros: FEATURE(`x') for feature/x.m4; or NULL. */
const struct mc_call *mc_place_caller(const struct mc *mc, const char *file);

/* The line of the .mc that made a line of the .cf, or 0. */
long mc_place_line(const struct mc *mc, long line);

/* The same for an entry: an option is made by the definition of its name. */
long mc_place_entry(const struct mc *mc, const struct cf_entry *entry);

#endif
