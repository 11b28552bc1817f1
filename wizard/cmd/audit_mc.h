/* A .mc for audit: rendered by the real m4, which can do no harm, and then a .cf. */
#ifndef MCWIZARD_CMD_AUDIT_MC_H
#define MCWIZARD_CMD_AUDIT_MC_H

#include "audit/audit.h"

#include "cmd/cmd.h"

/*
 * Renders and parses a .mc, and appends what it renders to; mc begins zeroed and is the caller's to
 * free in both cases, cf after success.  trust: m4 may do all that the file says.  0 or -1.
 */
int audit_mc_load(struct context *ctx, const char *path, bool trust, struct mc *mc,
                  struct str *text, struct cf *cf, struct err *err);

/* What of it is not checked, and what the macros remark upon; mc may be NULL. */
void audit_mc_tell(const struct mc *mc, struct audit_report *report);

#endif
