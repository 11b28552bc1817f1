/*
 * What /proc tells of the processes of sendmail, as Linux has it.  Elsewhere nobody can tell: each
 * that is there is taken for a sendmail, and none for one that starts.
 */
#ifndef MCWIZARD_APPLY_PROCESS_H
#define MCWIZARD_APPLY_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Whether that process is there, and by its name or by its program a sendmail: the number in an
 * old file may be anybody's by now.
 */
bool process_is_sendmail(pid_t pid);

/*
 * Whether that sendmail is a daemon of the live configuration (no -C) that starts, from its
 * execve until all ports are bound and the pid file is written: then a title replaces the words
 * -bd or -bD of its command.  Before it has read its files SIGHUP would end it.
 */
bool process_starts(pid_t pid);

/* How many sendmails there are here, and the first max of them; not those of containers. */
size_t process_find(pid_t *pids, size_t max);

/* The same of daemons that start. */
size_t process_find_starting(pid_t *pids, size_t max);

/* Its state as in proc(5): R, S, D, T, Z ...; 0 if it has gone. */
char process_state(pid_t pid);

#endif
