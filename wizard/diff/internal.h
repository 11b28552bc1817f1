/* What the parts of diff/ share; nobody else includes this. */
#ifndef MCWIZARD_DIFF_INTERNAL_H
#define MCWIZARD_DIFF_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#include "cf/cf.h"
#include "cf/judge.h"

#include "diff/diff.h"

/* One run of diff_compare. */
struct diff_run {
    const struct cf *old;
    const struct cf *new;
    const char *old_file; /* interned in out */
    const char *new_file;
    struct diff *out;
};

/* The entries of one kind, sorted by name and then by place. */
struct diff_pick {
    const struct cf_entry **v; /* owned */
    size_t n;
};

struct diff_pick diff_pick(const struct cf *cf, enum cf_kind kind, bool any_case);
/* Called for each name on either side, with its entries there. */
typedef void diff_join_fn(struct diff_run *run, const char *name, const struct diff_pick *old,
                          const struct diff_pick *new);
void diff_join(struct diff_run *run, enum cf_kind kind, bool any_case, diff_join_fn *each);

/* The interned name of a file. */
const char *diff_file(struct diff *diff, const char *name);

/*
 * Adds an item.  A NULL value means that the thing is not on that side.  Lines
 * are 0 where there is none.  name and values are copied, why must stay: a
 * static text or one of diff_keep.
 */
void diff_add(struct diff_run *run, enum diff_verdict verdict, const char *kind, const char *name,
              const char *old_value, long old_line, const char *new_value, long new_line,
              const char *why);

/* Copies a text into the arena of the diff. */
const char *diff_keep(struct diff *diff, const char *text, size_t len);

enum diff_verdict diff_verdict_of(enum cf_judgement judgement);

/* The parts of a comparison. */
void diff_options(struct diff_run *run);
void diff_daemons(struct diff_run *run);
void diff_macros(struct diff_run *run);
void diff_classes(struct diff_run *run);
void diff_maps(struct diff_run *run);
void diff_headers(struct diff_run *run);
void diff_mailers(struct diff_run *run);
void diff_filters(struct diff_run *run);
void diff_queues(struct diff_run *run);
void diff_others(struct diff_run *run); /* P, E, V, L, G */
void diff_rulesets(struct diff_run *run);

/* Appends a value fit for showing: what follows a password's mark becomes "(secret)". */
void diff_mask(const char *value, struct str *out);
/* The same for whole lines of a .cf or of a table; secret: every value of the table is one. */
void diff_mask_lines(const char *text, bool table, bool secret, struct str *out);
/* Whether an environment variable's name says that its value is a secret. */
bool diff_is_secret(const char *name, size_t len);

#endif
