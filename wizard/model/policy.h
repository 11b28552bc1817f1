/*
 * The policy: what a profile demands for every flow, a client class meeting a
 * destination class.  Follows from the profile alone; the renderer must bring it
 * about, and the tests in real SMTP compare the two.
 */
#ifndef MCWIZARD_MODEL_POLICY_H
#define MCWIZARD_MODEL_POLICY_H

#include "model/profile.h"

enum policy_client {
    CLIENT_SUBMISSION,    /* a program on this host: sendmail -t */
    CLIENT_LOOPBACK,      /* SMTP from 127.0.0.1 or ::1 */
    CLIENT_INSIDE,        /* a listed network or host */
    CLIENT_AUTHENTICATED, /* anybody else, who has proved by AUTH who he is */
    CLIENT_OUTSIDE,       /* anybody else */
    CLIENT_FORGED,        /* anybody else, whose name does not resolve both ways */
    CLIENT_DENIED,        /* listed in access.deny_clients */
    CLIENT_COUNT
};

enum policy_destination {
    DEST_OWN,            /* a valid recipient in this site's domains */
    DEST_OWN_UNKNOWN,    /* an unknown recipient there */
    DEST_RELAYED,        /* a valid recipient in relay.domains */
    DEST_WORLD,          /* the rest */
    DEST_FORWARD_LISTED, /* an alias or virtual user that leads to a forward target */
    DEST_FORWARD_WORLD,  /* one that leads anywhere else */
    DEST_NOTICE,         /* a notice to a sender in the world, of mail that came this way */
    DEST_COUNT
};

enum policy_decision {
    DECISION_NONE,    /* the flow cannot arise */
    DECISION_DELIVER, /* into a mailbox here */
    DECISION_HUB,     /* to local.hub, or to the smart host that takes all mail */
    DECISION_RELAY,   /* onward: smart host, route or MX */
    DECISION_REFUSE,  /* 5xx, or an error to the program that submits it */
    DECISION_COUNT
};

enum policy_decision policy_decide(const struct profile *profile, enum policy_client client,
                                   enum policy_destination destination);

/*
 * Whether a client stands for this host itself: a program on it, or a user who has logged in.
 * profile NULL: of a site about which nothing is known, where nobody logs in.
 */
bool policy_is_own_host(const struct profile *profile, enum policy_client client);

/* Names for tables and for people; borrowed. */
const char *policy_client_name(enum policy_client client);
const char *policy_destination_name(enum policy_destination destination);
const char *policy_decision_name(enum policy_decision decision);

#endif
