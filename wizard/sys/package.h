/*
 * The package that the system's sendmail comes from.  A vendor mends holes without taking a
 * new release: only the package's own version and changelog tell.  Known are dpkg's
 * database, which is a text, and rpm's, which rpm(8) reads.
 */
#ifndef MCWIZARD_SYS_PACKAGE_H
#define MCWIZARD_SYS_PACKAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "sys/layout.h"

struct package {
    char *name;    /* owned: "sendmail-bin"; NULL: none was found */
    char *version; /* owned: "8.17.1.9-2+deb12u2" */
};

/*
 * Looks for the layout's package of sendmail in the tree below root ("" for the live
 * system), or, where packages are only unpacked there, for its changelog.  Returns whether
 * it was found; the caller calls package_free in any case.
 */
bool package_find(const char *root, const struct layout *layout, struct package *package);

/*
 * Appends its changelog, newest first.  0, or -1 with err saying what is missing: minimal
 * installations leave such files out.
 */
int package_changelog(const char *root, const struct package *package, struct str *out,
                      struct err *err);

void package_free(struct package *package); /* back to zeroes */

#endif
