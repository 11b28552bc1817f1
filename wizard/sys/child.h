/*
 * Child processes: argv only and no shell, a fixed PATH, a built environment,
 * closed descriptors, and a deadline after which the child is killed.
 */
#ifndef MCWIZARD_SYS_CHILD_H
#define MCWIZARD_SYS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/* What children may look for programs in; mcwizard itself looks nowhere else. */
#define CHILD_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

/* What a child in namespaces of its own finds there (isolate.h); all borrowed. */
struct child_world {
    const char *hostname;
    const char *address;  /* an IPv4 address of its own beside 127.0.0.1, or NULL */
    const char *hosts;    /* a file that stands in for /etc/hosts, or NULL */
    const char *nsswitch; /* and for /etc/nsswitch.conf */
};

struct child {
    /* The caller fills these; all borrowed for as long as the child runs. */
    const char *const *argv; /* argv[0] is an absolute path; NULL-ended */
    const char *in;          /* bytes for its standard input; NULL means /dev/null */
    size_t in_len;
    int in_fd;        /* an open file that it reads instead, or 0; stays the caller's */
    const char *dir;  /* working folder, or NULL to stay */
    int deadline_ms;  /* 0: none */
    size_t max_out;   /* bytes of standard output or error above which it is killed; 0: 256 MiB */
    bool keep_stdout; /* its standard output is ours (a pager) */
    const struct child_world *isolated; /* run it in namespaces of its own; NULL: as we are */
    size_t max_memory;                  /* bytes of address space; 0: as we are */
    bool no_temporary;                  /* TMPDIR names a folder where nobody can make a file */
    bool leaves_others; /* what it starts (a daemon) outlives it and may keep its output open: the
                           end of the child is the end of what is read, and they live on */

    /* child_run_all fills these; the caller calls child_free. */
    struct str out; /* standard output */
    struct str err; /* standard error */
    int status;     /* exit status, or -1 if it did not exit by itself */
    int signal;     /* the signal that ended it, or 0 */
    bool timed_out;
    bool too_much; /* printed more than max_out */
};

/*
 * Runs n children at the same time and waits for all.  Returns 0 when every one
 * was started and reaped, whatever its status; -1 when one could not be.
 */
int child_run_all(struct child *children, size_t n, struct err *err);
int child_run(struct child *child, struct err *err);

/*
 * For a child that had to succeed: 0 if it exited 0, otherwise fills err with
 * its name, how it ended and the first line that it printed on standard error.
 */
int child_expect_ok(const struct child *child, struct err *err);

void child_free(struct child *child); /* frees out and err only */

#endif
