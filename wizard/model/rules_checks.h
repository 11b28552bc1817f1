/* The checks of rules_table that stand in a file of their theme; only rules.c calls them. */
#ifndef MCWIZARD_MODEL_RULES_CHECKS_H
#define MCWIZARD_MODEL_RULES_CHECKS_H

#include "model/profile.h"

void rules_tables_recipients(const struct profile *profile, struct errs *errs);

#endif
