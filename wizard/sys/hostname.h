/* This host's own name, as sendmail finds it at its start. */
#ifndef MCWIZARD_SYS_HOSTNAME_H
#define MCWIZARD_SYS_HOSTNAME_H

#include <stdbool.h>

/*
 * Whether it has a dot: from gethostname(2), or a name of its line in the hosts file.
 * Without one, sendmail asks DNS and then sleeps a minute at each start.
 */
bool hostname_is_qualified(const char *hosts_file);

/* How an administrator mends that. */
extern const char hostname_mend[];

#endif
