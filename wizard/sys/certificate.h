/*
 * Certificates, keys and what goes with them, as OpenSSL's libcrypto reads them: looked
 * at before a configuration names them.  Nothing here speaks TLS.
 */
#ifndef MCWIZARD_SYS_CERTIFICATE_H
#define MCWIZARD_SYS_CERTIFICATE_H

#include <stdbool.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"

struct certificate;     /* opaque: a certificate with its chain, or several authorities */
struct certificate_key; /* opaque: a private key */

enum {
    CERTIFICATE_SOON = 14 * 24 * 3600, /* seconds before its end in which it expires soon */
    CERTIFICATE_DAYS = 365,            /* how long one is good that certificate_make makes */
    CERTIFICATE_DH_BITS = 2048         /* the fewest of Diffie-Hellman parameters */
};

enum certificate_time {
    CERTIFICATE_GOOD,
    CERTIFICATE_NOT_YET,
    CERTIFICATE_SOON_OVER,
    CERTIFICATE_EXPIRED
};

/*
 * Reads a PEM file of certificates, the first of which is meant.  NULL with err filled
 * if it cannot be read or holds none.  The caller frees it with certificate_free.
 */
struct certificate *certificate_read(const char *path, struct err *err);
void certificate_free(struct certificate *certificate); /* NULL is fine */

/*
 * Reads a private key, which must belong to root or the caller, be used by nobody else,
 * as its opened descriptor shows, and have no passphrase.  NULL with err filled
 * otherwise.  The caller frees it with certificate_key_free.
 */
struct certificate_key *certificate_key_read(const char *path, struct err *err);
void certificate_key_free(struct certificate_key *key); /* NULL is fine */

/* Whether the key belongs to the (first) certificate. */
bool certificate_matches(const struct certificate *certificate, const struct certificate_key *key);

/*
 * How the first certificate or, if it is over sooner, one of its chain stands at a time;
 * day: if not NULL, receives the date that decides, as 2026-11-25, which the caller frees.
 */
enum certificate_time certificate_time_at(const struct certificate *certificate, time_t now,
                                          char **day);

/* Whether the (first) certificate names the host, as a client that verifies it would see. */
bool certificate_names(const struct certificate *certificate, const char *host);

/* Whether each certificate behind the first is among these authorities. */
bool certificate_has_chain(const struct certificate *authorities,
                           const struct certificate *certificate);

/*
 * A PEM file of revocation lists: 0, or -1 with err filled if it holds none.  over: if not
 * NULL, whether one of them should have been renewed by now.
 */
int certificate_check_crl(const char *path, time_t now, bool *over, struct err *err);

/* A PEM file of Diffie-Hellman parameters, of CERTIFICATE_DH_BITS or more: 0 or -1. */
int certificate_check_dh(const char *path, struct err *err);

/*
 * Makes a key (EC, P-256) and a certificate that it has signed itself, which names the
 * host and is good from now for CERTIFICATE_DAYS; PEM, appended.  No two are alike.
 */
void certificate_make(const char *host, time_t now, struct str *cert, struct str *key);

#endif
