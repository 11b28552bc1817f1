/* The checks of rules_table that stand in a file of their theme; only rules.c calls them. */
#ifndef MCWIZARD_MODEL_RULES_CHECKS_H
#define MCWIZARD_MODEL_RULES_CHECKS_H

#include "model/profile.h"

void rules_addresses_domains(const struct profile *p, struct errs *errs);
void rules_addresses_virtual(const struct profile *p, struct errs *errs);
void rules_addresses_routes(const struct profile *p, struct errs *errs);
void rules_addresses_generic(const struct profile *p, struct errs *errs);
void rules_addresses_ldap(const struct profile *p, struct errs *errs);
void rules_addresses_agent(const struct profile *p, struct errs *errs);
void rules_addresses_aliases(const struct profile *p, struct errs *errs);

#endif
