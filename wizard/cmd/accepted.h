/*
 * The findings that somebody has decided to live with: by --skip, or by audit.accepted of a
 * profile.  The profile knows no checks and the checks know no profile: they meet here.
 */
#ifndef MCWIZARD_CMD_ACCEPTED_H
#define MCWIZARD_CMD_ACCEPTED_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "audit/audit.h"

#include "model/profile.h"

struct accepted {
    struct audit_accepted *v; /* owned */
    size_t n;
    struct strs texts; /* what the reasons are borrowed from */
};

/* Each id of audit.accepted must be that of a check.  Returns 0, or -1 with errors appended. */
int accepted_check(const struct profile *profile, struct errs *errs);

/* Adds a check with the reason "--skip"; all that the profile (NULL: none) accepts. */
void accepted_skip(struct accepted *list, const struct check *check);
void accepted_read(struct accepted *list, const struct profile *profile);

void accepted_free(struct accepted *list);

#endif
