/* The text of aliases(5) in the form that makemap(8) takes. */
#ifndef MCWIZARD_CF_ALIASES_H
#define MCWIZARD_CF_ALIASES_H

#include <stdio.h>

#include "base/err.h"

enum { MAKEMAP_LINE_MAX = 1022 }; /* bytes that makemap 8.17 and 8.18 take, without the newline */

/*
 * Writes what `sendmail -bi` would put into the map: names and targets, continuation
 * lines joined, and the entry @:@, by which sendmail knows a finished map.  An alias
 * that is longer than MAKEMAP_LINE_MAX is an error; name is the file's.
 */
int aliases_as_map(FILE *from, FILE *to, const char *name, struct err *err);

#endif
