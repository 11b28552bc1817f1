/*
 * A .mc that mcwizard has rendered carries its profile.  It is taken back as it is, and what
 * was edited by hand since then is imported on top of it.
 */
#ifndef MCWIZARD_CMD_IMPORT_OWN_H
#define MCWIZARD_CMD_IMPORT_OWN_H

#include <stdbool.h>

#include "base/err.h"

#include "cmd/cmd.h"
#include "cmd/import_run.h"

#include "model/profile.h"

/*
 * Takes the profile out of the .mc, once run->mc has it, with what its lines and tables have
 * more than a rendering of it.  Files that the profile names are written into room.  1 with
 * run->own and run->imp filled; 0: there is none, or it cannot be trusted; -1 with err filled.
 */
int import_own_read(struct context *ctx, struct import_run *run, const char *room, struct err *err);

/*
 * Renders run->profile, and holds it against the source: differences, and what was removed by
 * hand and the profile still says.  0, or -1 with err filled.
 */
int import_own_compare(struct context *ctx, struct import_run *run, const char *room,
                       struct err *err);

/* import_refused, but that what the .mc's profile says stays: it held without the edits. */
bool import_own_refused(struct import_run *run, const struct err *fault);

/*
 * When the rules do not hold with what was edited by hand: all of it is left, with the first of
 * errs, which is emptied.  False: it is so without that.
 */
bool import_own_forget(struct import_run *run, struct errs *errs);

/* The profile as run->imp has it, comments and order kept; the caller frees it. */
char *import_own_dump(const struct import_run *run);

/* The same, from that text, with the files that it names where they lie now; NULL with errors. */
struct profile *import_own_parse(struct import_run *run, const char *room, const char *json,
                                 struct errs *errs);

/*
 * Of a file that mcwizard has rendered without a profile in it: what that means for the
 * profile that it became.
 */
void import_own_tell(struct import_run *run, const char *room);

void import_own_free(struct import_own *own); /* NULL is fine */

#endif
