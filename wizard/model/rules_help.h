/* What the rules ask a profile, for rules.c and the rules_*.c of a theme each. */
#ifndef MCWIZARD_MODEL_RULES_HELP_H
#define MCWIZARD_MODEL_RULES_HELP_H

#include "base/str.h"

#include "model/profile.h"

bool rules_has_text(const struct profile *p, const char *path);
size_t rules_list_size(const struct profile *p, const char *path);
bool rules_list_has(const struct profile *p, const char *path, const char *item);

/* Whether mail for the domain is this site's own, or passed on. */
bool rules_is_own_domain(const struct profile *p, const char *domain);
bool rules_is_relayed_domain(const struct profile *p, const char *domain);

/* The names of a map one after the other, comments left out; NULL at the end, iter reset. */
const char *rules_map_name(const struct profile *p, const char *path, void **iter);

/* An error for each address of a list whose domain is not known; where names the domains. */
void rules_check_addresses(const struct profile *p, struct errs *errs, const char *path,
                           bool (*known)(const struct profile *, const char *), const char *where);

/* An error at a path for what is written as a network, but has host bits. */
void rules_check_network(const struct profile *p, struct errs *errs, const char *path,
                         const char *name);

/* The part of a name that acts by itself where sendmail-cf reads it as m4, or NULL; borrowed. */
const char *rules_m4_word(const char *name);

/* The name or address of a target without its brackets; the caller frees it. */
char *rules_bare_target(const char *target);

#endif
