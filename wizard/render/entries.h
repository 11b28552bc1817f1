/*
 * The entries of a table before they are written: each key once, as makemap(8)
 * and newaliases(1) demand, which fold keys to lower case.
 */
#ifndef MCWIZARD_RENDER_ENTRIES_H
#define MCWIZARD_RENDER_ENTRIES_H

#include "base/err.h"
#include "base/str.h"

struct entries {
    struct strs keys, values; /* in pairs, in the order of their coming */
};

void entries_add(struct entries *entries, const char *key, const char *value);

/*
 * Appends "key<separator>value" lines, the second of two equal entries left out.
 * Two values for one key are an error that names the table.  0 or -1.
 */
int entries_write(const struct entries *entries, const char *separator, const char *table,
                  struct str *out, struct err *err);

void entries_free(struct entries *entries);

#endif
