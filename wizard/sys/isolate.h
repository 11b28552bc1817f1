/*
 * A child in user, UTS, mount and network namespaces of its own: it has no network but
 * loopback, a host name that we choose, and a uid other than 0.  For child.c alone; callers
 * set `isolated` in struct child.
 */
#ifndef MCWIZARD_SYS_ISOLATE_H
#define MCWIZARD_SYS_ISOLATE_H

#include <sys/types.h>

#include "sys/child.h"

struct isolate {
    const char *const *argv;
    char *const *env;
    const char *dir; /* working folder, or NULL to stay */
    const struct child_world *world;
    int fd[3]; /* its standard streams; fd[0] < 0: /dev/null */
};

/* Starts it as the leader of a process group; returns 0, or an errno if this system does not. */
int isolate_spawn(pid_t *pid, const struct isolate *what);

#endif
