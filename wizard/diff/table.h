/*
 * Two tables of sendmail (access, mailertable, aliases ...) compared by key.
 * Made for millions of lines: works in the caller's buffers, which it changes,
 * and allocates nothing for a line.
 */
#ifndef MCWIZARD_DIFF_TABLE_H
#define MCWIZARD_DIFF_TABLE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "diff/diff.h"

enum { TABLE_MAX_BYTES = 1024 * 1024 * 1024 }; /* of one table */

/* How the lines are read and what a change does. */
enum table_kind {
    TABLE_MAP,     /* key<blank>value; any map */
    TABLE_ACCESS,  /* a map whose values let mail pass or refuse it */
    TABLE_RELAY,   /* a list of who is relayed for */
    TABLE_TRUSTED, /* a list of users who may set any sender */
    TABLE_LIST,    /* a list of words */
    TABLE_ALIASES, /* key: value, continued by lines that begin with a blank */
    TABLE_SECRET   /* a map whose values are never shown */
};

/* The kind that goes with a file name (the part after the last slash). */
enum table_kind table_kind_of(const char *name);

/*
 * Compares and appends to out.  Comments (# at the beginning of a line), empty
 * lines, the case of keys, the order and the number of blanks do not count; of
 * several lines with one key the first counts, as for makemap.  old and new are
 * overwritten.  label stands before each key.  Returns 0, or -1 with err for a
 * NUL byte or a table that is too large.
 */
int table_compare(enum table_kind kind, const char *label, const char *old_name, struct str *old,
                  const char *new_name, struct str *new, struct diff *out, struct err *err);

#endif
