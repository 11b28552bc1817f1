/*
 * What audit finds in one configuration and not in another: diff judges by it what it could
 * not judge itself, and setup tells it before anything is written.
 */
#ifndef MCWIZARD_CMD_FINDINGS_H
#define MCWIZARD_CMD_FINDINGS_H

#include "base/str.h"

#include "audit/audit.h"

#include "diff/diff.h"

/* Audits both for all roles, so that only what the configurations say makes a difference. */
void findings_judge(const struct audit_input *old, const struct audit_input *new,
                    struct diff *diff);

/* Appends a line for each check of which findings go, stay and come, the worst first. */
void findings_changes(const struct audit_input *old, const struct audit_input *new,
                      struct str *out);

#endif
