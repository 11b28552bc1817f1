/*
 * A copy of a sendmail.cf that differs from it in listed lines only.  The copy
 * keeps the numbers of all lines, so what sendmail says of it holds for the original.
 */
#ifndef MCWIZARD_RELAY_COPY_H
#define MCWIZARD_RELAY_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct copy_edit {
    long line;  /* from 1: where the command begins */
    char *text; /* owned: what stands there instead, or NULL: commented out */
    char *why;  /* owned */
};

struct copy {
    struct copy_edit *v;
    size_t n, cap;
};

/* Each notes an edit of the command that begins at a line; text may be NULL.  One edit a line. */
void copy_edit(struct copy *copy, long line, const char *text, const char *why, ...)
    __attribute__((format(printf, 4, 5)));
bool copy_has(const struct copy *copy, long line);

/*
 * What every copy ends with.  -bt takes `$|` for two characters: the first ruleset makes of it
 * the separator that check_relay is called with.  And it takes a comma for the end of an
 * address: the second one fetches an address that has one from a macro.
 */
#define COPY_TAIL                                                                                  \
    "Smcwizard_join\nR$* $$| $*\t$: $1 $| $2\n"                                                    \
    "Smcwizard_given\nR$*\t$: $&{mcwizard_given}\n"

/* Sorts the edits and appends the copy of a text to out. */
void copy_build(struct copy *copy, const char *text, size_t len, struct str *out);

/* Compares a copy with its original anew, line by line: 0 if only what is listed differs. */
int copy_check(const struct copy *copy, const char *text, size_t len, const struct str *made,
               struct err *err);

void copy_free(struct copy *copy);

#endif
