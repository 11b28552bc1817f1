/* A .mc where a configuration is expected: rendered by the real m4, which can do no harm. */
#ifndef MCWIZARD_CMD_MC_LOAD_H
#define MCWIZARD_CMD_MC_LOAD_H

#include "audit/audit.h"

#include "cmd/cmd.h"

/*
 * Renders and parses a .mc, and appends what it renders to; mc begins zeroed and is the caller's to
 * free in both cases, cf after success.  trust: m4 may do all that the file says.  0 or -1.
 */
int mc_load(struct context *ctx, const char *path, bool trust, struct mc *mc, struct str *text,
            struct cf *cf, struct err *err);

/*
 * Warns of what the macros remark upon; mc may be NULL.  What it includes and is not there goes
 * into the report as not checked, or without one is warned of, too.
 */
void mc_load_tell(const struct mc *mc, struct audit_report *report);

#endif
