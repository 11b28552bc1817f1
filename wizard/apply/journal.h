/*
 * What is written before each step of a change, so that whoever finds a change half made knows
 * how far it came.
 */
#ifndef MCWIZARD_APPLY_JOURNAL_H
#define MCWIZARD_APPLY_JOURNAL_H

#include <stdbool.h>

#include "base/err.h"

#include "apply/checkpoint.h"
#include "apply/store.h"

enum journal_step {
    JOURNAL_WRITE,    /* new files are written beside the old ones */
    JOURNAL_HOLD,     /* the old ones get a second name */
    JOURNAL_SWITCH,   /* the new ones are renamed into place */
    JOURNAL_RELOAD,   /* the daemon is told */
    JOURNAL_VERIFIED, /* it answers: what is left is to remove what is not needed any more */
    JOURNAL_BACK,     /* all the same it is put back, for it could not be kept */
    JOURNAL_STEPS
};

/* Which steps were begun. */
struct journal {
    bool open;   /* a change is half made */
    bool untidy; /* one is made, and its companions may still be there */
    bool begun[JOURNAL_STEPS];
    struct checkpoint checkpoint; /* of which; owned */
};

/* Opens it for a change, whose id is set.  0 or -1. */
int journal_begin(const struct store *store, const struct checkpoint *checkpoint, struct err *err);
/* Notes a step, for good, before it is made; path may be NULL.  0 or -1. */
int journal_step(const struct store *store, enum journal_step step, const char *path,
                 struct err *err);
/* The point of commit: the head becomes the checkpoint.  0 or -1. */
int journal_commit(const struct store *store, const struct checkpoint *checkpoint, struct err *err);
/* Forgets a change that was put back.  0 or -1. */
int journal_drop(const struct store *store, struct err *err);
/* Removes a head that was never whole. */
void journal_sweep(const struct store *store);
/* After the companions of a change are gone.  0 or -1. */
int journal_end(const struct store *store, struct err *err);

/* What a former process left; journal begins zeroed, and the caller calls journal_free.  0 or -1.
 */
int journal_read(const struct store *store, struct journal *journal, struct err *err);
void journal_free(struct journal *journal);

#endif
