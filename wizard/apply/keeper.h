/*
 * A process that waits until its maker is done, and does what is left if that dies before.  It
 * shares the lock, so nobody comes between, and has a session of its own, so that what ends the
 * maker by its terminal does not end it, too.
 */
#ifndef MCWIZARD_APPLY_KEEPER_H
#define MCWIZARD_APPLY_KEEPER_H

#include <sys/types.h>

#include "base/err.h"

struct keeper {
    pid_t pid;
    int pipe; /* closed by our death */
};

#define KEEPER_NONE                                                                                \
    {                                                                                              \
        -1, -1                                                                                     \
    }

/* finish(arg) is called in the keeper if we die before keeper_end.  0 or -1. */
int keeper_start(struct keeper *keeper, void (*finish)(const void *arg), const void *arg,
                 struct err *err);
/* Sends it away and waits for it; nothing if it was not started. */
void keeper_end(struct keeper *keeper);

#endif
