/* The daemon after a change of files: reloaded, and asked on its ports. */
#ifndef MCWIZARD_CMD_SETTLE_H
#define MCWIZARD_CMD_SETTLE_H

#include <stdbool.h>

#include "apply/transaction.h"

#include "cmd/cmd.h"

struct settle {
    const struct context *ctx;
    long wait_seconds; /* for a start on its way, for the reload, and for the answer, each */
    bool leave;        /* --no-reload */
    bool runs;         /* what settle_daemon_runs found last */
};

enum { SETTLE_WAIT = 90 /* seconds, where no profile says */ };

/* Whether the daemon is our business at all: not for a tree, nor with --no-reload. */
bool settle_may(const struct settle *settle);
/* Whether a daemon runs, or starts, that would have to be told. */
bool settle_runs(const struct settle *settle);

/* For struct transaction; the argument of both is a settle. */
transaction_runs settle_daemon_runs;
transaction_settle settle_daemon;

#endif
