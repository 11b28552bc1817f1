/*
 * Networks on their way into settings.  A table has a key for each part of a network
 * ("192.0.2.0" ... "192.0.2.127"); those that follow one another and mean the same
 * become one network again ("192.0.2.0/25").  For the readers of tables alone.
 */
#ifndef MCWIZARD_IMPORT_RUNS_H
#define MCWIZARD_IMPORT_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "import/import.h"

#include "model/network.h"

enum { RUNS_MAX = 16 /* settings that take networks */ };

struct run {
    const char *path; /* static */
    char *value;      /* owned: of the entry in a map; NULL: a list */
    struct network *v;
    size_t n, cap;
};

struct runs {
    struct run v[RUNS_MAX];
    size_t n;
};

/* The network that a key of a table stands for: "192.0.2", "IPv6:2001:db8". */
bool runs_network(const char *key, struct network *net);

/* As settings have it: "192.0.2.0/24", "192.0.2.1"; the caller frees it. */
char *runs_text(const struct network *net);

/*
 * A network, or (net: NULL) a name, for a list (value: NULL) or a map.  False if the setting
 * does not take it.  Networks get there with the next name, or by runs_end.
 */
bool runs_add(struct runs *runs, struct import *imp, const char *path, const char *name,
              const struct network *net, const char *value);

void runs_end(struct runs *runs, struct import *imp); /* back to zeros */

#endif
