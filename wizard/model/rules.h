/*
 * The rules that a profile must keep beyond the types of its values: across
 * settings, and within values where a pattern cannot say it.  The JSON Schema
 * cannot express them; a test compares this list with what it lets through.
 */
#ifndef MCWIZARD_MODEL_RULES_H
#define MCWIZARD_MODEL_RULES_H

#include "base/err.h"

#include "model/profile.h"

struct rule {
    const char *id;
    const char *text; /* what must hold, one sentence */
    void (*check)(const struct profile *profile, struct errs *errs);
};

/* Ended by a row whose id is NULL. */
extern const struct rule rules_table[];

/* Returns 0 if every rule holds, otherwise -1 with all errors appended. */
int rules_check(const struct profile *profile, struct errs *errs);

/* Settings that are given, but do nothing with these roles, or no good: appended as warnings. */
void rules_warn(const struct profile *profile, struct errs *warnings);

#endif
