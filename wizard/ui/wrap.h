/* Fitting text to the width of a terminal. */
#ifndef MCWIZARD_UI_WRAP_H
#define MCWIZARD_UI_WRAP_H

#include <stddef.h>

#include "base/str.h"

enum { WRAP_LEAST = 40, WRAP_MOST = 100, WRAP_USUAL = 80 }; /* columns */

/* The columns to use on descriptor fd: its own width within bounds, or the usual. */
size_t wrap_width(int fd);

/*
 * Appends text to out, broken at blanks into lines of at most width columns that
 * start with indent blanks; every line of text starts a new one.  A word that is
 * longer than a line stands alone.  Ends with a newline unless text is empty.
 */
void wrap_add(struct str *out, const char *text, size_t indent, size_t width);

/* Appends names in columns that fit into width, as ls(1) does; ends with a newline. */
void wrap_columns(struct str *out, const struct strs *names, size_t width);

#endif
