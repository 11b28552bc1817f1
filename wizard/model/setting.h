/*
 * The table of settings: one row declares one setting, and the interview, the
 * checks of a profile, the JSON Schema, `explain`, the man page and the renderer
 * only iterate over it.
 */
#ifndef MCWIZARD_MODEL_SETTING_H
#define MCWIZARD_MODEL_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "model/type.h"

/* Roles as bits, so that a row can name several. */
enum {
    ROLE_LOCAL = 1,
    ROLE_OUTBOUND = 2,
    ROLE_INBOUND = 4,
    ROLE_RELAY = 8,
    ROLE_ANY = 15,
    ROLE_SERVER = ROLE_INBOUND | ROLE_RELAY /* listens beyond loopback */
};

enum shape {
    SHAPE_ONE,
    SHAPE_LIST, /* a JSON array of values */
    SHAPE_MAP   /* a JSON object: key_type to type */
};

struct setting {
    const char *path; /* dotted: section.name */
    enum type_id type;
    enum shape shape;
    enum type_id key_type;      /* of a map */
    long min, max;              /* of a number; units stand in the help */
    const char *const *choices; /* of a choice; NULL-ended */
    const char *fallback;       /* the default as JSON; NULL: must be given */
    unsigned roles;             /* for which it matters; asked and rendered only then */
    const char *needs;   /* the setting that must be on (profile_on) for it to matter, or NULL */
    const char *since;   /* the first sendmail that has it */
    const char *build;   /* what must be compiled in, as -d0.13 lists it (STARTTLS); or NULL */
    const char *conf;    /* confX that the value goes into as it is, or NULL */
    const char *suffix;  /* after the value in conf (a unit), or NULL */
    bool in_submit;      /* conf goes into submit.mc, too */
    const char *becomes; /* what it turns into in the .mc or which table, for people */
    const char *prompt;  /* the question, one line */
    const char *help;    /* what it means; units */
    const char *why;     /* the reason for its default, one sentence: it stands in the .mc */
    const char *source;  /* where that is written */
};

struct section {
    const char *name;
    const char *title;
    const struct setting *rows; /* ended by a row whose path is NULL */
};

/* In the order of the interview; ended by a section whose name is NULL. */
extern const struct section setting_sections[];

/* All rows, section by section: setting_at(0) ... setting_at(setting_count() - 1). */
size_t setting_count(void);
const struct setting *setting_at(size_t i);

/* Borrowed row, or NULL; index is filled if it is not NULL. */
const struct setting *setting_find(const char *path, size_t *index);

/* The known name nearest to a misspelt path or section.name, or NULL; borrowed. */
const char *setting_nearest(const char *path);

#endif
