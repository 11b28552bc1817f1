/* What the checks share; nobody outside audit/ includes this. */
#ifndef MCWIZARD_AUDIT_INTERNAL_H
#define MCWIZARD_AUDIT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"
#include "cf/daemon_port.h"

#include "sys/package.h"

/* What all checks of one configuration need to know, worked out once. */
struct audit_facts {
    struct cf_daemons daemons;         /* none, if mta_is_msp */
    bool mta_is_msp;                   /* the file that was named is itself a submit.cf */
    bool network;                      /* takes SMTP from other hosts */
    bool logs_in;                      /* a daemon that other hosts reach offers AUTH */
    unsigned roles;                    /* ROLE_ bits, as the profile says or as read */
    long version;                      /* of the sendmail that it is for; VERSION_NONE: not known */
    char *version_text, *version_from; /* owned: "8.17.1.9", and where that was read */
    bool version_runs; /* it is of the program that runs, not of the macros that made the file */
};

/* What the program's package says, read when a check first asks. */
struct audit_vendor {
    bool looked; /* for the package; its name is NULL if there is none */
    struct package package;
    bool asked; /* for its changelog */
    struct str changelog;
    char *trouble; /* owned: why there is no changelog, or NULL */
};

/* Where the options and the rulesets of a configuration stand: most checks ask for them. */
struct audit_index {
    const struct cf_entry **options, **rulesets; /* owned */
    size_t n_options, n_rulesets;
};

void audit_index_make(const struct cf *cf, struct audit_index *index);
void audit_index_free(struct audit_index *index);

/* A table or class file, read once for all checks. */
struct audit_table {
    char *path; /* owned: as the configuration names it */
    struct str name, text;
    bool there;
    char *trouble; /* owned: why it cannot be read, or NULL */
};

struct audit_tables {
    struct audit_table *v; /* owned */
    size_t n;
};

void audit_tables_free(struct audit_tables *tables);

struct host;

/* One run. */
struct audit {
    const struct audit_input *in;
    const struct cf *cf;             /* the one that the present check is made on */
    const struct audit_index *index; /* of cf */
    const struct audit_facts *facts; /* of in->mta */
    struct audit_vendor *vendor;
    struct audit_tables *tables;
    struct host *host;         /* whose files are looked at; NULL: none */
    struct strs *notes;        /* what audit_each_line's callee tells its caller, or NULL */
    const struct mc *mc;       /* what a check of ON_MC is made on */
    const struct check *check; /* the present one */
    struct audit_report *out;
};

/* In program.c: which sendmail it is for; says how that was read. */
void audit_program_read(const struct audit *audit, struct audit_facts *facts,
                        struct strs *evidence);
/* Whether the changelog of the program's package tells of that flaw ("CVE-2023-51765"). */
bool audit_vendor_tells(struct audit *audit, const char *flaw);
/* Whether the program has a text in it. */
bool audit_binary_has(struct audit *audit, const char *text);
void audit_vendor_free(struct audit_vendor *vendor);

/* Of the main configuration; run has its input and its tables. */
void audit_facts_read(const struct audit *run, const struct audit_index *index,
                      struct audit_facts *facts, struct strs *roles);
void audit_facts_free(struct audit_facts *facts);

/*
 * Adds a finding of the present check in the present configuration, or in any file.  fmt
 * tells what is there.  Both return it; its texts `wanted` and `mend` come from the row and
 * may be set otherwise with str_set.
 */
struct finding *audit_found(struct audit *audit, long line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct finding *audit_found_at(struct audit *audit, const char *file, long line, const char *fmt,
                               ...) __attribute__((format(printf, 4, 5)));

/* Tells that the present check could not be made on a file. */
void audit_could_not(struct audit *audit, const char *file, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A new reference to the text as JSON; bytes that are no UTF-8 stand as U+FFFD. */
json_t *audit_json_text(const char *text);

/* --- looking into the present configuration --------------------------------------- */

/* The option's line, or NULL; its value, or sendmail's default (NULL: depends on the build). */
const struct cf_entry *audit_option(const struct audit *audit, const char *name);
const char *audit_value(const struct audit *audit, const char *name);
/* The header Received: that sendmail adds, or NULL. */
const struct cf_entry *audit_received(const struct audit *audit);
/* "Name=value", or "Name is not set, default value": what a finding shows. */
void audit_show_option(const struct audit *audit, const char *name, struct str *out);

/*
 * The first rule of a ruleset (of any, if NULL) whose sides, single blanks between their
 * tokens, hold these texts; NULL: anything.  from: search behind that rule, or NULL.
 */
const struct cf_entry *audit_rule(const struct audit *audit, const char *ruleset, const char *lhs,
                                  const char *rhs, const struct cf_entry *from);
/* Whether the configuration has a ruleset of that name, and with rules in it. */
bool audit_has_ruleset(const struct audit *audit, const char *name);

/*
 * Calls each for every line "key value" of the table behind a map (Kname), a class file or
 * a path.  key and value are NUL-ended and may be changed.  Returns false if there is no
 * such table; says by audit_could_not if there is one that cannot be read.
 */
typedef void audit_line_fn(struct audit *audit, const char *file, long line, char *key,
                           char *value);
bool audit_each_line(struct audit *audit, const char *path, audit_line_fn *each);
/* The path of a map's file without its ending (.db), from its K line; false if it has none. */
bool audit_map_path(const struct audit *audit, const char *name, struct str *path);

#endif
