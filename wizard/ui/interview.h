/*
 * The interview: what is asked next, going back, jumping, and asking again for
 * what breaks a rule.  Writes nothing but the profile in memory.
 */
#ifndef MCWIZARD_UI_INTERVIEW_H
#define MCWIZARD_UI_INTERVIEW_H

#include <stdbool.h>

#include "model/profile.h"

#include "ui/found.h"
#include "ui/prompt.h"

struct interview; /* opaque */

/*
 * An interview that fills profile, which may hold answers already.  All three are
 * borrowed for as long as it lives; prompt may be NULL if interview_run is never
 * called.  Freed with interview_free.
 */
struct interview *interview_new(struct profile *profile, struct prompt *prompt,
                                const struct found *found);
void interview_free(struct interview *interview);

/*
 * Asks what is still to be asked until the profile keeps all rules.  Returns
 * PROMPT_ANSWER when it is done, PROMPT_LEAVE when the user left.
 */
enum prompt_outcome interview_run(struct interview *interview);

/* Makes the last question that was answered the next one, or ends a jump; false if there
 * is none. */
bool interview_back(struct interview *interview);

/*
 * Makes a setting the next question; wanted is its name, or review_all for
 * everything that matters.  interview_back then leads back to the question that
 * was left.  False if there is no such setting.
 */
bool interview_jump(struct interview *interview, const char *wanted);

/* The setting or section that is asked next; NULL when nothing is left.  Borrowed. */
const char *interview_next(const struct interview *interview);

/*
 * Whether the value of a setting breaks a rule by itself, told the first time only:
 * a later answer may mend it, and at the end all rules are checked again.
 */
bool interview_objects(struct interview *interview, const char *path);

/* Counts a question as answered: interview_run does so, and so do tests. */
void interview_done(struct interview *interview, const char *path);

/*
 * What Enter takes instead of the value that holds: what was found on the host,
 * or what fits the roles.  A new reference, or NULL.
 */
json_t *interview_offer(const struct interview *interview, const struct setting *setting);

/* Forgets answers of this interview that the later ones made pointless. */
void interview_tidy(struct interview *interview);

#endif
