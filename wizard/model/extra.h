/*
 * Raw lines of a .mc that the site keeps in a file of its own (extra.file), in the
 * parts that cf/README names.  They go into the .mc as they are, so they are judged
 * here: m4 may make a sendmail.cf of them, but run, read and write nothing.
 */
#ifndef MCWIZARD_MODEL_EXTRA_H
#define MCWIZARD_MODEL_EXTRA_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "model/profile.h"

enum { EXTRA_MAX = 256 * 1024 }; /* bytes of the file */

/* Where the lines of a heading go. */
enum extra_place {
    EXTRA_FIRST,    /* before any heading: features and definitions, before MAILER */
    EXTRA_MAILER,   /* MAILER_DEFINITIONS */
    EXTRA_CONFIG,   /* LOCAL_CONFIG */
    EXTRA_RULE0,    /* LOCAL_RULE_0 */
    EXTRA_RULESETS, /* LOCAL_RULESETS */
    EXTRA_TAIL,     /* every other heading, after all else */
    EXTRA_PLACES
};

struct extra {
    char *name;                     /* owned: of the file, for errors; NULL if there is none */
    struct str all;                 /* the file as it is; empty if there is none */
    struct str parts[EXTRA_PLACES]; /* whole lines without the heading; a tail's with it */
};

/*
 * Reads and judges the file that the profile names; nothing is read if it names none.
 * Returns 0, or -1 with every error appended to errs; free extra in both cases.
 */
int extra_load(const struct profile *profile, struct extra *extra, struct errs *errs);

/* The same for a text in memory; name stands in the errors. */
int extra_parse(const char *text, size_t len, const char *name, struct extra *extra,
                struct errs *errs);

/*
 * The text with its parts in one order, headings that say nothing left out: the same for two
 * files that make the same .mc.  Appended to out; nothing if there is none.
 */
void extra_dump(const struct extra *extra, struct str *out);

void extra_free(struct extra *extra);

/*
 * An error of m4 or of the parser that stands in a raw line (text, without its end) becomes
 * one of the file, at the first line of that text; else it stays as it is.
 */
void extra_blame(const struct extra *extra, const char *text, size_t len, struct err *err);

#endif
