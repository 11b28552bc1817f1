/* Tests of sys/clock.c. */
#include <criterion/criterion.h>

#include "sys/clock.h"

TestSuite(sys_clock, .timeout = 30);

Test(sys_clock, a_nap_takes_its_time)
{
    static const int naps[] = {0, 20, 1010};
    for (size_t i = 0; i < sizeof(naps) / sizeof(naps[0]); i++) {
        long long began = clock_ms();
        clock_nap(naps[i]);
        long long took = clock_ms() - began;
        cr_expect_geq(took, naps[i] - 1);
        cr_expect_lt(took, naps[i] + 900, "%lld ms instead of %d", took, naps[i]);
    }
}
