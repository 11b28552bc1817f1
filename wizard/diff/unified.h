/* Canonical texts compared by diff(1). */
#ifndef MCWIZARD_DIFF_UNIFIED_H
#define MCWIZARD_DIFF_UNIFIED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

/*
 * Appends the unified difference of the canonical texts, grouped by kind and
 * with secrets masked.  program is the absolute path of diff(1).  Returns 0 if
 * the texts are the same, 1 if they differ, -1 on error.
 */
int diff_unified(const char *program, const struct cf *old, const struct cf *new, struct str *out,
                 struct err *err);

/* The same for two tables; secret: none of their values may show. */
int diff_unified_table(const char *program, bool secret, const char *old_name,
                       const struct str *old, const char *new_name, const struct str *new,
                       struct str *out, struct err *err);

#endif
