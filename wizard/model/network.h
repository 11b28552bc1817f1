/* IPv4 and IPv6 networks, and the keys by which sendmail's access table finds them. */
#ifndef MCWIZARD_MODEL_NETWORK_H
#define MCWIZARD_MODEL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct network {
    bool v6;
    unsigned char bytes[16]; /* 4 of them for IPv4 */
    unsigned prefix;         /* bits */
};

/* False if text is no address or network (TYPE_NETWORK). */
bool network_parse(const char *text, struct network *net);

bool network_has_host_bits(const struct network *net);
bool network_contains(const struct network *outer, const struct network *inner);
bool network_is_loopback(const struct network *net); /* holds 127.0.0.1 or ::1 */

/* "192.0.2.0/24", with the host bits cleared; appended to out. */
void network_format(const struct network *net, struct str *out);

/*
 * Appends the keys that together stand for the network: "192.0.2",
 * "IPv6:2001:db8:1".  sendmail looks an address up part by part from the right
 * (proto.m4, LookUpAddress), so a prefix inside a part needs a key for each value
 * of that part: at most 128 for IPv4, 32768 for IPv6.
 */
void network_access_keys(const struct network *net, struct strs *keys);

#endif
