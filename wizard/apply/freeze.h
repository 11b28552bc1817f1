/*
 * Halting processes for the moment in which files get other names.
 *
 * sendmail asks for a table's state by its name, opens it, and asks again: if another file has the
 * name by then, or the file one name more, the message at hand ends with 451, or is returned to
 * its sender (libsmutil/safefile.c, filechanged).  That takes some 100 us, and happens to one
 * message of many; so nobody may be just there.
 *
 * By ptrace(2) of Linux: whoever is halted runs again by itself if we die.  Elsewhere, and where
 * that is forbidden, nothing is halted.
 */
#ifndef MCWIZARD_APPLY_FREEZE_H
#define MCWIZARD_APPLY_FREEZE_H

#include <stddef.h>
#include <sys/types.h>

/* Fills in up to max processes, and returns how many there are. */
typedef size_t freeze_find(pid_t *pids, size_t max);

struct frozen {
    pid_t pid;
    int signal; /* that came to it meanwhile, or 0 */
};

struct freeze {
    struct frozen *v; /* owned */
    size_t n;
};

#define FREEZE_NONE ((struct freeze){.n = 0})

/*
 * Halts all that find finds, each while it sleeps (waits for its peer, not for a disk); it takes
 * a few ms, and a second at most: who did not sleep all that time runs on.
 */
void freeze_begin(struct freeze *freeze, freeze_find *find);

/* Lets them go on; of no effect if none is halted. */
void freeze_end(struct freeze *freeze);

#endif
