/* The proof as a check of audit: what sendmail itself would do with a stranger's mail. */
#ifndef MCWIZARD_CMD_AUDIT_PROOF_H
#define MCWIZARD_CMD_AUDIT_PROOF_H

#include "audit/audit.h"

#include "cmd/cmd.h"
#include "cmd/prove.h"

/*
 * Tries one vector of each weakness (as `prove --quick'); what is open becomes a finding at
 * the input's configuration.  What keeps it from being tried is told in the report, and that
 * there is no sendmail here is a line of its evidence.  Of target cf, text and profile count.
 */
void audit_proof(struct context *ctx, const struct prove_target *target,
                 const struct audit_input *input, struct audit_report *report);

#endif
