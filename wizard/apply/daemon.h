/*
 * The sendmail that runs: which process it is, how it takes up new files, and whether it
 * answers afterwards.
 */
#ifndef MCWIZARD_APPLY_DAEMON_H
#define MCWIZARD_APPLY_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/err.h"

#include "cf/cf.h"

#include "sys/layout.h"

struct daemon_state {
    char *pid_file;          /* owned */
    pid_t pid;               /* that it names, or 0 */
    bool running;            /* it is a process of sendmail */
    struct timespec written; /* when the file was last written; 0 if there is none */
};

/*
 * The pid file is what `O PidFile` of cf says, if that is absolute and has no macro in it, else
 * the layout's.  cf may be NULL.  What cannot be read does not run.
 */
void daemon_look(const struct cf *cf, const struct layout *layout, struct daemon_state *state);
void daemon_state_free(struct daemon_state *state);

/* Whether one starts, perhaps anew: the pid file may name nobody until it is done. */
bool daemon_starts(void);

/*
 * Waits until a daemon that starts, perhaps anew at somebody else's wish, is done with it, so that
 * whatever is written into the pid file later is of a process that reads its files later than now.
 * 0, also if none runs; or -1 when the deadline has passed.  Fills state either way.
 */
int daemon_await(const struct cf *cf, const struct layout *layout, int deadline_ms,
                 struct daemon_state *state, struct err *err);

/*
 * Makes it read its files again: by the layout's command, or by SIGHUP to the process of
 * `before` where it has none.  Returns when the command ends; what it leaves behind lives on.
 * 0, or -1 with how the command ended and the first line that it printed.
 */
int daemon_reload(const struct daemon_state *before, const struct layout *layout, int deadline_ms,
                  struct err *err);

/* Ends those that start, by SIGTERM and then SIGKILL.  0, also if none does, or -1. */
int daemon_end_starting(struct err *err);

/* Starts it, where it died, by the layout's command.  0 or -1. */
int daemon_start(const struct layout *layout, int deadline_ms, struct err *err);

/*
 * Waits until a sendmail runs with cf (not NULL): the pid file was written anew since `before`
 * (NULL: at any time), or else the old process would be taken for the new one; and each of its
 * ports answers (greeting.h).  0; or -1 when the deadline has passed, or when one refuses us.
 * sendmail binds its ports, for as long as 50 s if M=O or an occupied port makes it try again,
 * before it writes the file.
 */
int daemon_check(const struct cf *cf, const struct layout *layout,
                 const struct daemon_state *before, int deadline_ms, struct err *err);

#endif
