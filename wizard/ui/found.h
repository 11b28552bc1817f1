/*
 * What the host already says about itself, as defaults for the interview: its
 * name, its mail domains, whether it has a configuration.  Reads files only and
 * never asks DNS, which may be slow or wrong.
 */
#ifndef MCWIZARD_UI_FOUND_H
#define MCWIZARD_UI_FOUND_H

#include <stdbool.h>

#include "base/str.h"

#include "sys/layout.h"

struct found {
    char *name;            /* the host's full name; owned, NULL if it could not be told */
    const char *name_from; /* where it stands, for people */
    struct strs domains;   /* the site's domains apart from name */
    char *domains_from;    /* the file that they stand in; owned, NULL if there are none */
    char *cf;              /* the path of the configuration that the host has; owned, or NULL */
};

/*
 * Looks below root ("" for the live system).  hostname is what the system calls
 * itself now, or NULL to read ROOT/etc/hostname.  What cannot be read is not
 * found.  The caller calls found_free.
 */
void found_look(struct found *found, const char *root, const struct layout *layout,
                const char *hostname);
void found_free(struct found *found);

/* Where the answers come from a configuration, it has said which domains it reads. */
void found_forget_domains(struct found *found);

#endif
