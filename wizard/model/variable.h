/*
 * The m4 variables of sendmail-cf, which TYPE_VARIABLE names: which of them a setting
 * governs, and how sendmail-cf reads them.
 */
#ifndef MCWIZARD_MODEL_VARIABLE_H
#define MCWIZARD_MODEL_VARIABLE_H

#include <stdbool.h>

#include "model/profile.h"

/* The setting that says it in this profile, or NULL if more.options may; borrowed. */
const char *variable_owner(const struct profile *profile, const char *name);

/* What to write instead of what sendmail-cf has no more, or NULL; borrowed. */
const char *variable_gone(const char *name);

/* Whether features read it, so that it must be defined before them. */
bool variable_is_early(const char *name);

/* Whether sendmail-cf reads its value as m4 more than once, so that no quotes keep it. */
bool variable_is_read_again(const char *name);

/* The first word of a text that would act if it were read as m4, or NULL; the caller frees it. */
char *variable_acting_word(const char *text);

#endif
