/*
 * What audit finds in one configuration and not in another: diff judges by it what it could
 * not judge itself, and setup tells it before anything is written.
 */
#ifndef MCWIZARD_CMD_FINDINGS_H
#define MCWIZARD_CMD_FINDINGS_H

#include <stdbool.h>

#include "base/str.h"

#include "audit/audit.h"

#include "diff/diff.h"

/* What both audits found; begins zeroed. */
struct findings {
    bool made;
    struct audit_report old, new; /* owned */
};

/*
 * Audits both (old: NULL if there is nothing yet).  roles: for which; 0: as the inputs have it.
 * For ROLE_ANY only what the configurations say makes a difference.
 */
void findings_make(const struct audit_input *old, const struct audit_input *new, unsigned roles,
                   struct findings *findings);
void findings_free(struct findings *findings);

/* Judges the differences by them; does nothing if they were not made. */
void findings_judge(const struct findings *findings, struct diff *diff);

/* Calls tell for each check of which findings go, stay and come, with the first of them. */
enum finding_change { FINDING_REMOVED, FINDING_LEFT, FINDING_NEW };
typedef void findings_tell(const struct finding *finding, enum finding_change change, void *arg);
void findings_each(const struct findings *findings, findings_tell *tell, void *arg);
/* "removed", "left", "new". */
const char *finding_change_word(enum finding_change change);

/* Appends a line for each check of which findings go, stay and come, the worst first. */
void findings_list(const struct findings *findings, struct str *out);

#endif
