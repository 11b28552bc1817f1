/* The checks of rules_table that stand in a file of their theme; only rules.c calls them. */
#ifndef MCWIZARD_MODEL_RULES_CHECKS_H
#define MCWIZARD_MODEL_RULES_CHECKS_H

#include "model/profile.h"

/* rules_filters.c */
void rules_filters_socket(const struct profile *p, struct errs *errs);
void rules_filters_used(const struct profile *p, struct errs *errs);
void rules_filters_once(const struct profile *p, struct errs *errs);
void rules_filters_limits(const struct profile *p, struct errs *errs);
void rules_filters_words(const struct profile *p, struct errs *errs);

/* rules_extra.c */
void rules_extra_file(const struct profile *p, struct errs *errs);

#endif
