/*
 * What the interview asks by itself, in its order: the host and its roles, then
 * what those roles cannot do without, then one question for each section whose
 * defaults are good.  Everything else is asked on demand.
 */
#ifndef MCWIZARD_UI_STEPS_H
#define MCWIZARD_UI_STEPS_H

#include <stdbool.h>

#include "model/profile.h"
#include "model/setting.h"

struct step {
    const char *path; /* of a setting; or the name of a section whose defaults are offered */
    /* Whether the answers so far call for it; NULL: whenever the setting matters. */
    bool (*when)(const struct profile *profile);
    const char *defaults; /* of a section: completes "the defaults: ..."; NULL for a setting */
};

/* Ended by a row whose path is NULL. */
extern const struct step steps_table[];

/* Whether a step is to be asked, as far as the answers before it tell. */
bool steps_due(const struct step *step, const struct profile *profile);

/*
 * Whether a setting has anything to say with these roles.  Unlike profile_matters
 * it holds for the host and the roles themselves before any role is on.
 */
bool steps_matters(const struct profile *profile, const struct setting *setting);

/* The section that a path lies in, or that it names; borrowed, never NULL for a known one. */
const struct section *steps_section(const char *path);

#endif
