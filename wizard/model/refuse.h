/* What follows from several settings of the section refuse. */
#ifndef MCWIZARD_MODEL_REFUSE_H
#define MCWIZARD_MODEL_REFUSE_H

#include "model/profile.h"

/* Whether the rulesets judge clients when they connect: lists, names, rates. */
bool refuse_judges_clients(const struct profile *p);

/* Whether users who have logged in would be judged before they could do so. */
bool refuse_hits_users(const struct profile *p);

/* Whether clients and senders are judged only at RCPT (FEATURE(`delay_checks')). */
bool refuse_delays(const struct profile *p);

/* Whether denied clients, too, reach all but the haters. */
bool refuse_spares_most(const struct profile *p);

/* Whether an address is one of the friends or haters, whichever counts. */
bool refuse_is_exception(const struct profile *p, const char *address);

#endif
