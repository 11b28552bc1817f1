/* The proof as a check of audit: what sendmail itself would do with a stranger's mail. */
#ifndef MCWIZARD_CMD_AUDIT_PROOF_H
#define MCWIZARD_CMD_AUDIT_PROOF_H

#include "audit/audit.h"

#include "cmd/cmd.h"

#include "model/profile.h"

/*
 * Tries one vector of each weakness (as `prove --quick') on the file or folder cf, or, with
 * NULL, on what the profile renders to; each way that is open becomes a finding at the
 * input's configuration.  What keeps it from being tried is told in the report, and that
 * there is no sendmail here is a line of its evidence.  profile may be NULL: nothing may be
 * relayed for strangers.
 */
void audit_proof(struct context *ctx, const char *cf, const struct profile *profile, bool trust,
                 const struct audit_input *input, struct audit_report *report);

#endif
