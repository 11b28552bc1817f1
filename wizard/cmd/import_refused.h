/* A profile that was imported and does not hold: what breaks it is taken out of it again. */
#ifndef MCWIZARD_CMD_IMPORT_REFUSED_H
#define MCWIZARD_CMD_IMPORT_REFUSED_H

#include <stdbool.h>

#include "base/err.h"

#include "cmd/import_run.h"

/*
 * Takes out what the error names: a setting, or an entry of it ("more.options.confX",
 * "host.domains[2]"), or entries of a table that comes along by reference; the lines and tables
 * that became it are left, with what the error says.  False: it is nothing to be left out.
 */
bool import_refused(struct import_run *run, const struct err *fault);

/* None of the raw lines is carried, since m4 or the guard around it refuses them. */
void import_refused_raw(struct import_run *run, const struct err *fault);

#endif
