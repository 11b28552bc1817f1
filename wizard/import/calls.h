/* The calls of a .mc, as settings; see import.h. */
#ifndef MCWIZARD_IMPORT_CALLS_H
#define MCWIZARD_IMPORT_CALLS_H

#include <stdbool.h>

#include "cf/mc.h"

#include "import/import.h"

#include "model/macro.h"

/* Gives every call of the site, and every raw line of its .mc, its fate. */
void import_calls(struct import *imp, const struct mc *mc);

/* A call that no setting takes after all: into the raw lines, or else it is left. */
void import_keep_raw(struct import *imp, struct import_line *line);

/* Whether the macro of a line has a hand in that part of a sendmail.cf (as diff_item has it). */
bool import_touches(const struct import_line *line, const char *kind, const char *name);

/* A name that ends with a * stands for all that begin so. */
bool import_like(const char *pattern, const char *name);

/* What follows from all of it: the roles, and what is off because nobody has said it. */
void import_finish(struct import *imp, const struct mc *mc);

#endif
