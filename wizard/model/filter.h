/*
 * The mail filters (milters) that are known by name, and what holds for a filter
 * that a profile uses: its own words first, then this table, then what is right for
 * a filter that nobody knows.
 */
#ifndef MCWIZARD_MODEL_FILTER_H
#define MCWIZARD_MODEL_FILTER_H

#include <stddef.h>

#include "base/str.h"

#include "model/profile.h"

/* The stages of SMTP at which sendmail hands macros to the filters. */
enum filter_stage {
    FILTER_CONNECT,
    FILTER_HELO,
    FILTER_ENVFROM,
    FILTER_ENVRCPT,
    FILTER_DATA,
    FILTER_EOH,
    FILTER_EOM,
    FILTER_STAGE_COUNT
};

struct filter_stage_row {
    const char *name;  /* in filters.macros */
    const char *conf;  /* of sendmail-cf */
    const char *stock; /* what sendmail-cf hands over by itself; "" if nothing */
};

extern const struct filter_stage_row filter_stages[FILTER_STAGE_COUNT];

struct filter {
    const char *name;
    const char *title;
    const char *package;                    /* of Debian */
    const char *socket;                     /* where that package listens */
    const char *failure;                    /* a choice of filters.on_failure */
    const char *timeouts;                   /* T= */
    const char *macros[FILTER_STAGE_COUNT]; /* that it asks for; NULL: none */
    const char *source;                     /* of socket and macros */
};

enum {
    FILTER_MAX = 24,       /* filters in use: MAXFILTERS of sendmail, less its end */
    FILTER_MAX_MACROS = 50 /* a stage: MAXFILTERMACROS of sendmail */
};

/* Ended by a row whose name is NULL. */
extern const struct filter filter_table[];

/* The row of a known filter, or NULL. */
const struct filter *filter_find(const char *name);

/* The name of a known filter that is nearest to a misspelt one, or NULL; a literal. */
const char *filter_nearest(const char *name);

/* What holds for a filter in this profile; borrowed.  The socket is NULL if nobody says it. */
const char *filter_socket(const struct profile *profile, const char *name);
const char *filter_failure(const struct profile *profile, const char *name);
const char *filter_timeouts(const struct profile *profile, const char *name);

/* The path of a socket in the file system, or NULL if it is one of the network; borrowed. */
const char *filter_socket_path(const char *socket);

/* The macros that all filters in use get at a stage, each once, sendmail-cf's own first. */
void filter_macros(const struct profile *profile, enum filter_stage stage, struct strs *macros);

#endif
