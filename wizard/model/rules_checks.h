/* The checks of rules_table that stand in a file of their theme; only rules.c calls them. */
#ifndef MCWIZARD_MODEL_RULES_CHECKS_H
#define MCWIZARD_MODEL_RULES_CHECKS_H

#include "model/profile.h"

/* rules_queue.c */
void rules_queue_times(const struct profile *p, struct errs *errs);
void rules_queue_groups(const struct profile *p, struct errs *errs);
void rules_queue_fits(const struct profile *p, struct errs *errs);
void rules_connect_times(const struct profile *p, struct errs *errs);
void rules_handover(const struct profile *p, struct errs *errs);

#endif
