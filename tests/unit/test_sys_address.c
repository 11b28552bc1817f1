/* Tests of sys/address.c: whether an address is this host's. */
#include <criterion/criterion.h>

#include "sys/address.h"

/* 192.0.2.0/24 and 2001:db8::/32 are for documentation: nobody has them (RFC 5737, RFC 3849). */
Test(sys_address, is_here)
{
    cr_expect(address_is_here("127.0.0.1"));
    cr_expect(address_is_here("0.0.0.0"));
    cr_expect_not(address_is_here("192.0.2.77"));
    cr_expect(address_is_here("no number"));
}

/* Where there is no IPv6 at all, nothing can be tried. */
Test(sys_address, of_ipv6)
{
    if (address_is_here("::1"))
        cr_expect_not(address_is_here("2001:db8::77") && !address_is_here("2001:db8::78"));
}
