/*
 * Two configurations compared by meaning.  Comments, the order of independent
 * commands and the banner do not count; each difference says what it does to
 * security and why.
 */
#ifndef MCWIZARD_DIFF_DIFF_H
#define MCWIZARD_DIFF_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

/* In the order in which people should read them. */
enum diff_verdict { DIFF_WEAKENS, DIFF_UNKNOWN, DIFF_HARDENS, DIFF_NEUTRAL, DIFF_VERDICTS };

struct diff_chunk;

struct diff_side {
    const char *file;  /* borrowed from the diff; NULL if the thing is not there */
    long line;         /* from 1; 0 if it has no line of its own (a default) */
    const char *value; /* in the arena; NULL if the thing is not there; secrets are masked */
};

struct diff_item {
    enum diff_verdict verdict;
    const char *kind; /* static: "option", "macro", "class", "rule", "table" ... */
    const char *name; /* in the arena */
    struct diff_side old;
    struct diff_side new;
    const char *why; /* static or in the arena, never empty */
    size_t order;
};

/* A rule whose sides are parted by spaces, on either side and whether it differs or not. */
struct diff_fault {
    const char *file; /* borrowed from the diff */
    long line;
};

struct diff {
    struct diff_item *v; /* owned */
    size_t n;
    size_t cap;
    struct diff_fault *faults; /* owned */
    size_t n_faults;
    size_t cap_faults;
    struct strs files;         /* the file names that the items point to */
    struct diff_chunk *chunks; /* the arena of the items' texts */
};

/*
 * Appends the differences of two configurations to out, which begins zeroed and
 * may already hold some.  The configurations may go away afterwards.
 */
void diff_compare(const struct cf *old, const struct cf *new, struct diff *out);

/*
 * Appends that a file (sendmail.cf, a table ...) is on one side only; the path
 * of the other is NULL.
 */
void diff_add_file(struct diff *diff, const char *name, const char *old_path, const char *new_path,
                   bool table);

/*
 * What somebody else knows of a difference: sets an item's verdict, or adds one of the kind
 * "check" (a NULL file: not on that side).  All texts are copied.
 */
void diff_judge(struct diff *diff, struct diff_item *item, enum diff_verdict verdict,
                const char *why);
void diff_add_check(struct diff *diff, enum diff_verdict verdict, const char *id,
                    const char *old_file, const char *old_value, long old_line,
                    const char *new_file, const char *new_value, long new_line, const char *why);

/* Weakening first, then unknown, hardening, neutral; otherwise as found. */
void diff_sort(struct diff *diff);
size_t diff_count(const struct diff *diff, enum diff_verdict verdict);
void diff_free(struct diff *diff); /* back to zeroes */

/* "weakens", "unknown", "hardens", "neutral". */
const char *diff_verdict_name(enum diff_verdict verdict);

/* For people, in colour if base/msg.h has it on; ends with the counts. */
void diff_print_text(const struct diff *diff, FILE *to);
/* JSON Lines: an object for each difference with "v":1, then one of "type":"summary". */
void diff_print_json(const struct diff *diff, FILE *to);

#endif
