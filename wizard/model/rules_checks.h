/* The checks of rules_table that stand in a file of their theme; only rules.c calls them. */
#ifndef MCWIZARD_MODEL_RULES_CHECKS_H
#define MCWIZARD_MODEL_RULES_CHECKS_H

#include "model/profile.h"

/* rules_listen.c */
void rules_listen(const struct profile *p, struct errs *errs);
void rules_submission_tls(const struct profile *p, struct errs *errs);
void rules_submission_mechanisms(const struct profile *p, struct errs *errs);
void rules_tls_pairs(const struct profile *p, struct errs *errs);
void rules_tls_trust(const struct profile *p, struct errs *errs);
void rules_tls_clients(const struct profile *p, struct errs *errs);
void rules_tls_never(const struct profile *p, struct errs *errs);
void rules_tls_ciphers(const struct profile *p, struct errs *errs);
/* rules_refuse.c */
void rules_refuse_networks(const struct profile *p, struct errs *errs);
void rules_refuse_accepted(const struct profile *p, struct errs *errs);
void rules_refuse_lists(const struct profile *p, struct errs *errs);
void rules_refuse_limits(const struct profile *p, struct errs *errs);
void rules_refuse_delays(const struct profile *p, struct errs *errs);
/* rules_queue.c */
void rules_queue_times(const struct profile *p, struct errs *errs);
void rules_queue_groups(const struct profile *p, struct errs *errs);
void rules_queue_fits(const struct profile *p, struct errs *errs);
void rules_connect_times(const struct profile *p, struct errs *errs);
void rules_handover(const struct profile *p, struct errs *errs);
void rules_addresses_domains(const struct profile *p, struct errs *errs);
void rules_addresses_virtual(const struct profile *p, struct errs *errs);
void rules_addresses_routes(const struct profile *p, struct errs *errs);
void rules_addresses_generic(const struct profile *p, struct errs *errs);
void rules_addresses_ldap(const struct profile *p, struct errs *errs);
void rules_addresses_agent(const struct profile *p, struct errs *errs);
void rules_addresses_aliases(const struct profile *p, struct errs *errs);
/* rules_filters.c */
void rules_filters_socket(const struct profile *p, struct errs *errs);
void rules_filters_used(const struct profile *p, struct errs *errs);
void rules_filters_once(const struct profile *p, struct errs *errs);
void rules_filters_limits(const struct profile *p, struct errs *errs);
void rules_filters_words(const struct profile *p, struct errs *errs);

/* rules_more.c */
void rules_more_names(const struct profile *p, struct errs *errs);
void rules_more_values(const struct profile *p, struct errs *errs);
void rules_more_once(const struct profile *p, struct errs *errs);
void rules_more_features(const struct profile *p, struct errs *errs);
void rules_more_flags(const struct profile *p, struct errs *errs);

/* rules_extra.c */
void rules_extra_file(const struct profile *p, struct errs *errs);
void rules_tables_recipients(const struct profile *profile, struct errs *errs);

/* rules_audit.c */
void rules_audit_once(const struct profile *p, struct errs *errs);

#endif
