/* Rules in the form in which they are compared, and what a change of one does. */
#ifndef MCWIZARD_DIFF_RULE_H
#define MCWIZARD_DIFF_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#include "cf/cf.h"

#include "diff/diff.h"

/* Which names the numbers of rulesets have, from both sides. */
struct rule_names {
    const char **by_number; /* owned array of borrowed names, NULL where there is none */
    size_t n;
};

/* What a ruleset is for, by its name. */
enum rule_role {
    RULE_CHECKS,   /* decides who may send what */
    RULE_HOOK,     /* Local_check_*: a site's own rules, before sendmail's checks */
    RULE_ROUTES,   /* picks the agent and the host */
    RULE_REWRITES, /* only the shape of addresses */
    RULE_OTHER
};

void rule_names_add(struct rule_names *names, const struct cf *cf);
void rule_names_free(struct rule_names *names);
/* A ruleset's name: for a number its name where one is known; borrowed. */
const char *rule_name(const struct rule_names *names, const char *name);

enum rule_role rule_role(const char *ruleset);

/* Appends left side, TAB, right side in comparable form, ruleset numbers as names. */
void rule_canonical(const struct rule_names *names, const struct cf_entry *rule, struct str *out);

/* Whether the rule refuses mail, for good or for a while, when it matches. */
bool rule_refuses(const struct cf_entry *rule);

/* Whether the rule, in a hook, keeps sendmail's own checks from being made. */
bool rule_skips_checks(const struct cf_entry *rule);

/* The verdict on a rule that was there (old), is there (new) or was replaced (both). */
enum diff_verdict rule_judge(enum rule_role role, const struct cf_entry *old,
                             const struct cf_entry *new, const char **why);

#endif
