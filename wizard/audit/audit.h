/*
 * An audit: every check that fits is made on a configuration, and what it finds is
 * reported with its place, what is there, what should be and how to mend it.
 */
#ifndef MCWIZARD_AUDIT_AUDIT_H
#define MCWIZARD_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

#include "audit/check.h"

#include "cf/cf.h"
#include "cf/mc.h"

#include "sys/layout.h"
#include "sys/version.h"

/* A check that somebody has decided to live with. */
struct audit_accepted {
    const struct check *check;
    const char *reason; /* borrowed */
};

/*
 * Reads a table or class file by the path that the configuration names.  Returns 1 with the
 * text and what to call the file (which may be a copy of it) appended, 0 if there is none,
 * -1 with err filled if it cannot be read.
 */
typedef int audit_read_fn(const void *arg, const char *path, struct str *out, struct str *name,
                          struct err *err);

/* The host whose files are looked at, too; all of it borrowed. */
struct audit_host {
    const char *root; /* "" for the live system; stands before every path that is read */
    const struct layout *layout;
};

/* The sendmail that runs what is audited; all of it borrowed. */
struct audit_program {
    const char *root; /* "" for the live system; its package is looked for there; NULL: nowhere */
    const struct layout *layout;
    const char *binary; /* NULL: it is not at hand */
};

/* What is audited; the caller fills it, and all of it is borrowed. */
struct audit_input {
    const struct cf *mta;         /* sendmail.cf, or whatever was named: a submit.cf, too */
    const struct cf *msp;         /* submit.cf, or NULL */
    const struct mc *mc, *msp_mc; /* what they were made of; NULL: not at hand */
    audit_read_fn *read;
    const void *read_arg;
    const struct sendmail_build *build;  /* NULL or unknown: the newest, and complete */
    const struct audit_program *program; /* NULL: what runs it is not known */
    const struct audit_host *host;       /* NULL: no file but those that are read */
    unsigned roles;                      /* as a profile says; 0: they are read from mta */
    const struct audit_accepted *accepted;
    size_t n_accepted;
    bool brief; /* only what is found: `wanted' and `mend' of the findings stay empty */
};

struct finding {
    const struct check *check;
    enum severity severity;
    char *file;           /* owned */
    long line;            /* from 1; 0: the whole file, or something that is not in it */
    char *found;          /* owned: what is there */
    char *wanted;         /* owned: what should be */
    char *mend;           /* owned: how, one line */
    const char *accepted; /* the reason why it may stay, or NULL */
    size_t order;
};

/* What should have been looked at and could not be. */
struct untried {
    const struct check *check; /* NULL: several */
    char *file;                /* owned, or NULL */
    char *reason;              /* owned */
};

struct audit_report {
    struct finding *v; /* owned; the worst first once it is sorted */
    size_t n, cap;
    struct untried *untried; /* owned */
    size_t n_untried, cap_untried;
    struct strs roles; /* how each role was read, a line each */
    size_t made;       /* how many checks were made */
};

/* Whether there is a finding of a check that nobody has accepted. */
bool audit_has(const struct audit_report *report, const struct check *check);

/* Makes every check that fits.  report begins zeroed; the caller calls audit_free. */
void audit_run(const struct audit_input *input, struct audit_report *report);
void audit_free(struct audit_report *report); /* back to zeroes */

/* Adds a finding with the texts of its row, and returns it: its texts may be set. */
struct finding *audit_add(const struct audit_input *input, struct audit_report *report,
                          const struct check *check, const char *file, long line,
                          const char *found);
void audit_add_untried(struct audit_report *report, const struct check *check, const char *file,
                       const char *reason);

/* The worst first, then by file and line. */
void audit_sort(struct audit_report *report);

/* How many that nobody has accepted are of that severity; of it or worse. */
size_t audit_count_accepted(const struct audit_report *report);
size_t audit_count(const struct audit_report *report, enum severity severity);
size_t audit_count_from(const struct audit_report *report, enum severity worst_of);

/* A report, and what was audited: all of that is borrowed. */
struct audited {
    const char *name;
    const struct audit_input *input;
    bool rendered; /* from the profile `name`: the files are nowhere else */
    struct audit_report report;
};

/* For people, in colour if base/msg.h has it on.  advice: that, too, and what is accepted in vain.
 */
void audit_print_text(const struct audited *audited, bool advice, FILE *to);
/* JSON Lines: an object for each finding with "v":1, then one of "type":"summary". */
void audit_print_json(const struct audited *audited, FILE *to);

/*
 * SARIF 2.1.0 is one log for all that is audited: begin, add each report, or what kept
 * something from being audited, and end, which prints it and frees it.
 */
struct audit_sarif; /* opaque */
struct audit_sarif *audit_sarif_begin(void);
void audit_sarif_add(struct audit_sarif *sarif, const struct audited *audited);
void audit_sarif_fail(struct audit_sarif *sarif, const char *name, const struct err *err);
void audit_sarif_end(struct audit_sarif *sarif, int status, FILE *to);

#endif
