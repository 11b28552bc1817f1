/* Cipher lists as OpenSSL's libssl reads them: a name that it does not know is no cipher. */
#ifndef MCWIZARD_SYS_CIPHER_H
#define MCWIZARD_SYS_CIPHER_H

#include "base/err.h"

/*
 * Whether a list for TLS 1.2, or a list of suites for TLS 1.3, chooses any cipher, and
 * knows each name that adds some.  0, or -1 with err (without a place) naming the culprit.
 */
int cipher_check_list(const char *list, struct err *err);
int cipher_check_suites(const char *suites, struct err *err);

#endif
