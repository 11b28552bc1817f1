/*
 * The proof that a sendmail.cf does what a policy demands and relays for nobody
 * else: every flow and every vector, put through sendmail itself.
 */
#ifndef MCWIZARD_RELAY_PROOF_H
#define MCWIZARD_RELAY_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

#include "model/policy.h"

#include "relay/ask.h"
#include "relay/fate.h"
#include "relay/vector.h"

/* What a probe is held to. */
enum demand {
    DEMAND_NOTHING,   /* no policy says: only told */
    DEMAND_DECISION,  /* exactly what the policy decides */
    DEMAND_CONTAINED, /* it must not leave, but to hosts that the policy names */
    DEMAND_NO_PROGRAM /* it must reach no program, file or list */
};

enum { ASK_NONE = -1 };

/* One message that somebody would try to send. */
struct probe {
    size_t client;
    enum policy_destination dest;
    const struct vector *vector;       /* NULL: an honest message */
    char *helo, *from, *rcpt, *params; /* owned */
    char *id;     /* owned: the same for the same message at another site (behavior.c) */
    char *target; /* owned: where an alias leads, or NULL */
    enum demand demand;
    enum policy_decision decision;
    long relay, mail, rcpt_ask, route, local; /* indexes of questions, or ASK_NONE */
    struct fate fate;
    const char *stage; /* a literal: what decided */
    char *violation;   /* owned: why it is one; NULL: it holds */
    bool hands_route;  /* it is only that the next hop is handed a route */
};

struct proof {
    struct session session;
    struct relay_site site;
    struct asks asks;
    struct probe *v;
    size_t n, cap;
    size_t violations, routes; /* of which some only hand a route to the next hop */
    bool quick;                /* one vector of each weakness */
    bool routes_first;         /* rules of the checks ask for {rcpt_mailer} and its like */
    struct strs ordinary;      /* the mailers that honest mail for this site reaches */
    struct strs kept;          /* what the session borrows, where its caller has no better place */
};

struct proof_options {
    bool quick; /* every flow, one vector of each weakness */
};

/*
 * Reads the .cf that proof->session names and learns what the site is; profile: NULL
 * for the least policy.  0 or -1; the caller calls proof_free in any case.
 */
int proof_prepare(struct proof *proof, const struct profile *profile, struct err *err);

/* Tries every message and judges: 0 when it could be judged, whatever came out; or -1. */
int proof_try(struct proof *proof, const struct proof_options *options, struct err *err);

void proof_free(struct proof *proof);

/* In plan.c: fills the probes. */
void plan_probes(struct proof *proof);

/* In judge.c: what becomes of a probe, and then whether that is a violation. */
void judge_decide(const struct proof *proof, struct probe *probe);
void judge_probe(const struct proof *proof, struct probe *probe);

/* Whether two probes are of the same flow and weakness: one of them tells it all. */
bool probe_is_like(const struct probe *a, const struct probe *b);

/* In print.c: a line for each flow, then the violations (verbose: every probe). */
void proof_print(const struct proof *proof, bool verbose, FILE *to);
void proof_print_json(const struct proof *proof, FILE *to);

/* Appends what a client would say in SMTP. */
void proof_smtp(const struct proof *proof, const struct probe *probe, struct str *out);

/* In behavior.c: probes whose fate differs between two proofs; returns how many. */
size_t behavior_print(const struct proof *old, const struct proof *new, bool json, bool verbose,
                      FILE *to);

#endif
