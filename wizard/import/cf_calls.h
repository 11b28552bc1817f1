/* What a sendmail.cf shows of the .mc that it was made of. */
#ifndef MCWIZARD_IMPORT_CF_CALLS_H
#define MCWIZARD_IMPORT_CF_CALLS_H

#include <stddef.h>

#include "cf/cf.h"
#include "cf/mc.h"

/*
 * Adds to mc the calls that would make this sendmail.cf, in the order that cf/README asks for,
 * each at the line of the .cf that shows it and as the site's own.  text is that of the file:
 * the marks that the macros leave in comments are read from it.  mc->name is set to the file.
 */
void cf_calls_find(const struct cf *cf, const char *text, size_t len, struct mc *mc);

#endif
