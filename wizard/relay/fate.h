/* What becomes of a message: one decision from sendmail's answers. */
#ifndef MCWIZARD_RELAY_FATE_H
#define MCWIZARD_RELAY_FATE_H

#include <stdbool.h>

#include "cf/cf.h"

#include "relay/bt.h"

enum fate_kind {
    FATE_PASSED, /* a check that does not refuse */
    FATE_LOCAL,  /* delivered here */
    FATE_RELAYED,
    FATE_REFUSED,
    FATE_TEMPFAIL,
    FATE_DISCARDED,
    FATE_UNDECIDED
};

struct fate {
    enum fate_kind kind;
    char *mailer, *host, *user; /* owned; NULL unless delivered or relayed */
    char *text;                 /* owned: the reply, or what was not understood */
};

/* What a check_* ruleset decides (rscheck in srvrsmtp.c): passed, refused ... */
void fate_of_check(const struct bt_reply *reply, struct fate *fate);

/* Where rulesets 3,0 lead (parseaddr); "local" mailers are those with the flag l
 * that do not hand their mail to another host. */
void fate_of_route(const struct bt_reply *reply, const struct cf *cf, struct fate *fate);

/*
 * The other host to which a mailer hands all its mail, "$h" where each message names it, or
 * NULL: "P=[IPC], A=TCP host port" leaves this host, a socket file or loopback does not.  The
 * caller frees.
 */
char *fate_peer(const struct cf *cf, const char *mailer);

/* sendmail prints bytes above 127 as M-c: back to what they are in the user, if rcpt has any. */
void fate_unmask(struct fate *fate, const char *rcpt);

void fate_free(struct fate *fate);
const char *fate_name(enum fate_kind kind);

/* "relayed to [192.0.2.10] by esmtp", "refused: 550 5.7.1 Relaying denied"; the caller frees. */
char *fate_show(const struct fate *fate);

#endif
