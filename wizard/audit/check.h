/*
 * The one table of checks: a row declares one rule of hardening with its reason and its
 * source.  Evaluation, printers, `explain`, the man page and the tests only iterate over
 * it.  The rows stand in checks_*.c by theme.
 */
#ifndef MCWIZARD_AUDIT_CHECK_H
#define MCWIZARD_AUDIT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum severity {
    SEVERITY_HIGH,
    SEVERITY_MEDIUM,
    SEVERITY_LOW,
    SEVERITY_ADVICE, /* a matter of policy: told with -v, and never a failure */
    SEVERITY_COUNT
};

/* What a check looks at; it is made only where that is there. */
enum check_on {
    ON_MTA = 1, /* sendmail.cf */
    ON_MSP = 2, /* submit.cf */
    ON_EACH = ON_MTA | ON_MSP,
    ON_HOST = 4, /* the files of a host, once for both */
    ON_MC = 8    /* each .mc that was rendered for this audit */
};

/* What the value of an option must be, for checks that need no function. */
enum want {
    WANT_NOTHING, /* the row has a function, or the caller finds it */
    WANT_FLAG,    /* one of the flags, parted by blanks, is on */
    WANT_FLAGS,   /* each of them is */
    WANT_NO_FLAG, /* none of them is */
    WANT_TRUE,
    WANT_FALSE,
    WANT_RANGE, /* a number, size, time in seconds or octal mode from min to max; 0, where it
                   stands for "no limit", is out of any range */
    WANT_VALUE, /* any but the empty one */
    WANT_NO_VALUE
};

struct audit;
struct check;
typedef void check_fn(struct audit *audit); /* of audit->check */

struct check {
    const char *id; /* stable: it stands in profiles and in other people's reports */
    enum severity severity;
    unsigned on;         /* enum check_on */
    unsigned roles;      /* ROLE_ bits for which it holds */
    const char *since;   /* the first sendmail that can be mended so; NULL: any */
    const char *build;   /* what must be compiled in, as -d0.13 lists it; or NULL */
    const char *title;   /* what is wrong, one line */
    const char *wanted;  /* what should be, one line; NULL: worked out of the row */
    const char *why;     /* one or two sentences */
    const char *source;  /* documents with their own rule ids */
    const char *trap;    /* where a published text is itself wrong, or NULL */
    const char *setting; /* of a profile, or NULL */
    const char *mc;      /* line of a .mc that mends it, or NULL */
    const char *mend;    /* for people, where no line of a .mc does; or NULL */
    enum want want;
    const char *option; /* whose value is wanted; for a function: the one that it is about */
    const char *flags;
    long long min, max;
    /* For known flaws (checks_flaws.c): in which releases they are, and how else to tell. */
    const char *flawed_since; /* the first release with it; NULL: all before */
    const char *fixed;        /* the first one without it */
    const char *fixed_branch; /* and the first of an older branch, or NULL */
    const char *mark;         /* a text that a binary has whose vendor mended it, or NULL */
    check_fn *run;
};

/* Walks all rows: NULL gives the first; returns NULL after the last. */
const struct check *check_next(const struct check *check);

/* The row of an id (any case), or NULL. */
const struct check *check_find(const char *id);
/* The id nearest to a misspelt one, or NULL. */
const char *check_nearest(const char *id);

const char *severity_name(enum severity severity); /* "high", "medium", "low", "advice" */
/* The severity of a name, or -1. */
int severity_find(const char *name);

/* What should be, as the row says or as its pattern demands; appended. */
void check_wanted(const struct check *check, struct str *out);
/* How to mend it, one line; appended. */
void check_mend(const struct check *check, struct str *out);

/* The tables by theme, each ended by a row without an id; use check_next. */
extern const struct check checks_disclosure[];
extern const struct check checks_relay[];
extern const struct check checks_refuse[];
extern const struct check checks_limits[];
extern const struct check checks_programs[];
extern const struct check checks_tls[];
extern const struct check checks_received[];
extern const struct check checks_form[];
extern const struct check checks_flaws[];
extern const struct check checks_host[];
extern const struct check checks_mc[];

#endif
