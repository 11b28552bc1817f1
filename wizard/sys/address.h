/* Addresses of this host. */
#ifndef MCWIZARD_SYS_ADDRESS_H
#define MCWIZARD_SYS_ADDRESS_H

#include <stdbool.h>

/*
 * Whether a daemon can listen on an address, which is a number (192.0.2.1, 2001:db8::1): false if
 * no interface has it now.  What cannot be tried counts as there.
 */
bool address_is_here(const char *text);

#endif
