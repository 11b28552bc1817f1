/* The aliases that a host with mailboxes always has, unless local.aliases gives them. */
#ifndef MCWIZARD_MODEL_ALIAS_H
#define MCWIZARD_MODEL_ALIAS_H

enum { ALIAS_DEFAULTS = 3 };

struct alias_default {
    const char *name, *target;
};

/* RFC 5321 4.5.1, RFC 2142, and the sender of sendmail's own notices. */
extern const struct alias_default alias_defaults[ALIAS_DEFAULTS];

#endif
