/*
 * Questions to sendmail, each asked once however many probes need its answer: a
 * ruleset and an address under the macros that a session with a client would have.
 */
#ifndef MCWIZARD_RELAY_ASK_H
#define MCWIZARD_RELAY_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#include "relay/session.h"
#include "relay/site.h"

enum ask_kind {
    ASK_RELAY,  /* check_relay NAME $| ADDRESS */
    ASK_MAIL,   /* check_mail SENDER */
    ASK_RCPT,   /* check_rcpt RECIPIENT */
    ASK_ROUTE,  /* 3,0 RECIPIENT */
    ASK_NOTICE, /* 3,0 SENDER, while the message that failed is still here */
    ASK_LOCAL   /* 5 USER */
};

/* What makes two questions the same. */
struct ask_key {
    size_t client;      /* of the site */
    enum ask_kind kind; /* of ASK_RELAY and ASK_MAIL, what comes later is "" */
    const char *helo, *from, *params, *address;
    const char *route; /* "mailer\thost\tuser" for {rcpt_mailer} and its like, or "" */
};

struct ask {
    size_t client;
    enum ask_kind kind;
    char *helo, *from, *params, *address, *route; /* owned */
    bool asked;
    struct bt_answer answer; /* borrowed from a batch of the list */
    struct bt_reply reply;
};

struct asks {
    struct ask *v;
    size_t n, cap;
    size_t *slots; /* a hash of n: index + 1 */
    size_t slots_n;
    struct batch *batches; /* kept for the answers */
    size_t batches_n;
};

/* The index of the question, new or old. */
size_t asks_add(struct asks *asks, const struct ask_key *key);

/* Asks sendmail all that was not asked yet.  0 or -1. */
int asks_run(struct asks *asks, struct session *s, const struct relay_site *site, struct err *err);

void asks_free(struct asks *asks);

/*
 * The lines that bring about the macros of a question and ask it, for a transcript; begun: one
 * of the same client and sender stands before it.  Macros that are empty are left out.
 */
void ask_lines(const struct ask *ask, const struct relay_site *site, bool begun, struct str *out);

#endif
