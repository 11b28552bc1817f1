/* The daemon after a change of files: reloaded, and asked on its ports. */
#ifndef MCWIZARD_CMD_SETTLE_H
#define MCWIZARD_CMD_SETTLE_H

#include <stdbool.h>

#include "apply/transaction.h"

#include "cmd/cmd.h"

struct settle {
    const struct context *ctx;
    long wait_seconds; /* for the reload, and again for the answer */
    bool leave;        /* --no-reload */
};

enum { SETTLE_WAIT = 90 /* seconds, where no profile says */ };

/* Whether a daemon runs that would have to be told; never for a tree. */
bool settle_runs(const struct settle *settle);

/* For struct transaction; its argument is a settle. */
transaction_settle settle_daemon;

#endif
