/* The clients that a proof tries; for site.c alone. */
#ifndef MCWIZARD_RELAY_SITE_CLIENTS_H
#define MCWIZARD_RELAY_SITE_CLIENTS_H

#include "relay/session.h"
#include "relay/site.h"

/*
 * Fills clients, senders, extra and ip of a site: those of the policy, and those that
 * the access table, the class R and the class TrustAuthMech (trusted) let relay.
 */
void clients_add(struct relay_site *site, const struct session *s, const struct strs *class_r,
                 const struct strs *trusted);

/*
 * Adds a client that an entry (an address, a part of one, or a name) of a table, class or rule
 * lets relay: inside by the site's own word without a profile, unless it is wide.
 */
void client_listed(struct relay_site *site, const char *what, const char *key);

/* In site_hints.c: fills the hints. */
void hints_add(struct relay_site *site, const struct session *s);

/* In site_daemons.c: fills the daemons; false: none listens beyond loopback. */
bool daemons_learn(struct relay_site *site, const struct cf *cf);
void daemons_free(struct relay_site *site);

#endif
