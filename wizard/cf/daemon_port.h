/*
 * Where a sendmail.cf makes the daemon listen: its lines DaemonPortOptions.
 */
#ifndef MCWIZARD_CF_DAEMON_PORT_H
#define MCWIZARD_CF_DAEMON_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "cf/cf.h"

/* One line.  Of a key that is given twice the last counts, as for sendmail. */
struct cf_daemon {
    const struct cf_entry *entry; /* borrowed; NULL: none is there, and sendmail has its default */
    char *name, *port, *address, *family, *modifiers; /* owned; "" if not given */
    bool loopback;                                    /* it listens there alone */
    bool submission;                                  /* port 587 or 465 */
};

struct cf_daemons {
    struct cf_daemon *v; /* owned */
    size_t n;
};

/*
 * All of them, in the order of the file; out need not be initialised.  Without any line there
 * is one with nothing in it: port 25 of all IPv4 addresses.
 */
void cf_daemons_read(const struct cf *cf, struct cf_daemons *out);
void cf_daemons_free(struct cf_daemons *daemons);

#endif
