/*
 * Where what is audited lies: a folder, what was just rendered, or a host, whose files are
 * read where the configuration names them.
 */
#ifndef MCWIZARD_CMD_AUDIT_SOURCE_H
#define MCWIZARD_CMD_AUDIT_SOURCE_H

#include <stdbool.h>

#include "base/err.h"

#include "audit/audit.h"

#include "cf/cf.h"

#include "render/render.h"

/* All of it borrowed; one of the three is there. */
struct audit_source {
    const char *dir; /* tables are read by their last name from there: it may be a copy */
    const struct render_output *rendered;
    const struct audit_host *host;
};

/* Parses a configuration: a path, or a name in what was rendered.  0 or -1. */
int audit_source_load(const struct audit_source *source, const char *path, struct cf *cf,
                      struct err *err);
bool audit_source_has(const struct audit_source *source, const char *path);

/*
 * DIR/NAME.cf, or where that is missing DIR/NAME.mc, put into path and borrowed from it; NULL, with
 * the former in path, if neither is there.
 */
const char *audit_source_either(const struct audit_source *source, const char *dir,
                                const char *name, struct str *path);

/* For struct audit_input; its argument is a source. */
audit_read_fn audit_source_read;

#endif
