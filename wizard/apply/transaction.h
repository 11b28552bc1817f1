/*
 * Making a change of files so that all of it is made or nothing: the journal first, the new files
 * beside the old ones, one burst of renames, the daemon, and the point of commit.  Whatever fails
 * leads back.  A keeper, a process of its own, puts everything back if this one is killed.
 */
#ifndef MCWIZARD_APPLY_TRANSACTION_H
#define MCWIZARD_APPLY_TRANSACTION_H

#include <stdbool.h>

#include "base/err.h"

#include "apply/checkpoint.h"
#include "apply/freeze.h"
#include "apply/store.h"

/* Why the daemon must take up what lies there now. */
enum transaction_why {
    TRANSACTION_NEW,  /* the new files */
    TRANSACTION_OLD,  /* the old ones are there again; it ran before, and may have died meanwhile */
    TRANSACTION_CRASH /* the same, after a crash: it may have read either, if it runs at all */
};

/* Makes it do so, and looks whether it answers.  0 or -1. */
typedef int transaction_settle(void *arg, enum transaction_why why, struct err *err);

/* Whether there is one to be told: it runs, or starts just now.  Asked when the new files are
 * there, since one that starts later reads them by itself. */
typedef bool transaction_runs(void *arg);

struct transaction {
    const struct store *store;  /* locked */
    transaction_settle *settle; /* NULL: the daemon is left alone */
    transaction_runs *runs;     /* of no use for transaction_recover */
    void *arg;                  /* of both */
    freeze_find *halted;        /* who is halted while files get other names (freeze.h), or NULL */
};

enum transaction_end {
    TRANSACTION_DONE,
    TRANSACTION_UNDONE, /* everything is as it was */
    TRANSACTION_STUCK   /* it could not all be put back; the next command tries again */
};

/*
 * Makes the changes of a checkpoint, whose id it sets; all contents are in the store.  Fills err
 * unless it is done.
 */
enum transaction_end transaction_run(const struct transaction *t, struct checkpoint *checkpoint,
                                     struct err *err);

/* What a former process left, and what became of it. */
enum transaction_found {
    TRANSACTION_NOTHING,
    TRANSACTION_FINISHED, /* all was done but for the last word */
    TRANSACTION_PUT_BACK
};

/* Finishes it or puts it back; foreign names files that somebody else changed since.  0 or -1. */
int transaction_recover(const struct transaction *t, enum transaction_found *found, long *id,
                        struct strs *foreign, struct err *err);

#endif
