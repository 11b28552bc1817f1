/* The text of aliases(5): its targets, and the form that makemap(8) takes. */
#ifndef MCWIZARD_CF_ALIASES_H
#define MCWIZARD_CF_ALIASES_H

#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

enum { MAKEMAP_LINE_MAX = 1022 }; /* bytes that makemap 8.17 and 8.18 take, without the newline */

/*
 * Writes what `sendmail -bi` would put into the map: names and targets, continuation
 * lines joined, and the entry @:@, by which sendmail knows a finished map.  An alias
 * that is longer than MAKEMAP_LINE_MAX is an error; name is the file's.
 */
int aliases_as_map(FILE *from, FILE *to, const char *name, struct err *err);

/*
 * Calls each for every target of every alias, or of a list's file (:include:), which has
 * targets alone: a target is one address, without its quotes.  line is where the alias or
 * the line of the list begins, from 1.  text is NUL-ended.
 */
typedef void aliases_target_fn(void *arg, long line, const char *target);
void aliases_targets(const char *text, aliases_target_fn *each, void *arg);
void aliases_list_targets(const char *text, aliases_target_fn *each, void *arg);

#endif
