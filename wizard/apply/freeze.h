/*
 * Halting processes for the moment in which files get other names.
 *
 * sendmail asks for a table's state by its name, opens it, and asks again: if another file has the
 * name by then, or the file one name more, the message at hand ends with 451, or is returned to
 * its sender (libsmutil/safefile.c, filechanged).  That takes some 100 us, and happens to one
 * message of many; so nobody may be just there.
 *
 * A process of its own holds them by ptrace(2) of Linux.  When that ends, by itself, with us or
 * after some seconds, they go on, and with every signal that came meanwhile: the kernel sees to
 * it.  Elsewhere, and where it is forbidden, nothing is halted.
 */
#ifndef MCWIZARD_APPLY_FREEZE_H
#define MCWIZARD_APPLY_FREEZE_H

#include <stddef.h>
#include <sys/types.h>

/* Fills in up to max processes, and returns how many there are. */
typedef size_t freeze_find(pid_t *pids, size_t max);

struct freeze {
    pid_t holder; /* or 0 */
    int pipe;     /* it waits for the end of this */
};

#define FREEZE_NONE ((struct freeze){.holder = 0})

/*
 * Halts all that find finds, each while it sleeps (waits for its peer, not for a disk).  It takes
 * a few ms, and a second at most: who did not sleep all that time runs on.  find may be NULL: of
 * no effect.
 */
void freeze_begin(struct freeze *freeze, freeze_find *find);

/* Lets them go on; of no effect if none is halted.  errno stays. */
void freeze_end(struct freeze *freeze);

#endif
