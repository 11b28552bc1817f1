/*
 * One file that is changed, and its two companions beside it: the new one before it is renamed
 * into place, and a hard link to the old one, by which it comes back as it was.
 */
#ifndef MCWIZARD_APPLY_TARGET_H
#define MCWIZARD_APPLY_TARGET_H

#include "base/err.h"

#include "apply/checkpoint.h"
#include "apply/freeze.h"
#include "apply/store.h"

#include "sys/trust.h"

/*
 * Where a file that the layout names really lies, below the root and without links: a link is
 * followed if nobody but the owners can change where it leads.  Refuses what apply must not
 * replace: a folder, a device, a file with further names or somebody else's, a folder on the way
 * that others can write.  *real is owned by the caller, and need not exist.  0 or -1.
 */
int target_resolve(const char *root, const char *path, const struct trust_owners *owners,
                   char **real, struct err *err);

/* What lies at a path; state begins zeroed.  0 or -1. */
int target_look(const char *root, const char *path, struct state *state, struct err *err);

/* Opens it for reading, through no link; the caller closes it.  -1 if it is not there. */
int target_open(const char *root, const char *path, struct err *err);
/* The same, read whole and appended to out.  0 or -1. */
int target_text(const char *root, const char *path, struct str *out, struct err *err);

/* Writes the new file beside its place, as it shall be, and makes it last.  0 or -1. */
int target_write(const struct store *store, const struct change *change, struct err *err);
/* Links the old one to its second name, if it is still what it was; `halted` (may be NULL) are
 * halted meanwhile.  0 or -1. */
int target_hold(const struct store *store, const struct change *change, freeze_find *halted,
                struct err *err);
/* Renames the new one into place, if there is one.  0 or -1. */
int target_switch(const struct store *store, const struct change *change, struct err *err);
/*
 * Removes the old one, if there is no new one; what is not there any more is fine.  What somebody
 * else put there stays, and *foreign says so.  0 or -1.
 */
int target_remove(const struct store *store, const struct change *change, bool *foreign,
                  struct err *err);
/* Makes last what was renamed in its folder.  0 or -1. */
int target_sync(const struct store *store, const struct change *change, struct err *err);
/*
 * Brings the old one back, by its second name or its copy, and removes what was new.  What is
 * neither the old nor the new one was written by somebody else meanwhile: it stays, and *foreign
 * says so.  0 or -1.
 */
int target_restore(const struct store *store, const struct change *change, bool *foreign,
                   struct err *err);
/* Removes both companions.  0 or -1. */
int target_tidy(const struct store *store, const struct change *change, struct err *err);

#endif
