/*
 * Vectors: ways to write a sender, recipient or HELO in order to trick a relay check.
 * One table, in vectors_*.c; everything else iterates over it.
 */
#ifndef MCWIZARD_RELAY_VECTOR_H
#define MCWIZARD_RELAY_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

/* What a vector must come to. */
enum vector_aim {
    AIM_WORLD,   /* must not leave for the world by way of a client that may not send there */
    AIM_OWN,     /* a control: what the policy says of this site's domains */
    AIM_RELAYED, /* a control: what the policy says of domains that are passed on */
    AIM_PROGRAM  /* must reach no program, file or list, whoever sends it */
};

/*
 * Texts hold the placeholders {local} {host} {ip} {foreign} {relayed} {hub} {known}
 * {pknown} {lured}, and {any} for each of {local} {host} [{ip}] {relayed} {hub} and
 * others in turn (in capitals: in upper case); a vector whose placeholder has no value at a site
 * does not arise there. NULL stands for what is usual: EHLO of a host in {foreign}, the sender
 * forms of the flow.
 */
struct vector {
    const char *weakness; /* a row of weakness_table */
    const char *helo;     /* "HELO x", "EHLO x" or "" for none */
    const char *from;     /* with its brackets */
    const char *rcpt;
    const char *params; /* of MAIL, or NULL */
    enum vector_aim aim;
    const char *source;
};

struct weakness {
    const char *id;
    const char *text; /* what is wrong where such a vector gets through */
};

/* Ended by a row whose weakness or id is NULL. */
extern const struct vector vectors_public[];  /* of public relay testers */
extern const struct vector vectors_grammar[]; /* of the grammar of addresses */
extern const struct vector vectors_forms[];
extern const struct vector vectors_session[]; /* of senders, HELO and parameters */
extern const struct weakness weakness_table[];

/* All of them: vector_at(0) ... vector_at(vector_count() - 1). */
size_t vector_count(void);
const struct vector *vector_at(size_t i);

/* Borrowed; NULL if there is no such weakness. */
const struct weakness *weakness_find(const char *id);

#endif
