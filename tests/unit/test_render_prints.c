/* Fingerprints of keys. */
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/prints.h"

Test(render_prints, fold)
{
    cr_expect_eq(print_of("Connect:A.Example", 17), print_of("connect:a.eXAMPLE", 17));
    cr_expect_neq(print_of("a", 1), print_of("b", 1));
    cr_expect_neq(print_of("a", 1), print_of("", 0));
}

/* Against counting, with numbers that gather in a few heaps and far apart. */
Test(render_prints, twins)
{
    static const unsigned shifts[] = {0, 8, 20, 40, 56, 60};
    for (size_t s = 0; s < ARRAY_LEN(shifts); s++) {
        enum { VALUES = 1024 };
        unsigned count[VALUES] = {0}, seed = 7;
        struct prints p = {0};
        size_t twins = 0, values = shifts[s] > 54 ? 1U << (64 - shifts[s]) : VALUES;
        for (int i = 0; i < 1000; i++) {
            seed = seed * 1103515245 + 12345;
            size_t v = (seed >> 8) % values;
            count[v]++;
            prints_add(&p, (uint64_t)v << shifts[s]);
        }
        prints_keep_twins(&p);
        for (size_t v = 0; v < values; v++) {
            size_t at = prints_find(&p, (uint64_t)v << shifts[s]);
            cr_expect_eq(at<p.n, count[v]> 1, "%zu at %u", v, shifts[s]);
            twins += count[v] > 1;
        }
        cr_expect_eq(p.n, twins);
        for (size_t i = 1; i < p.n; i++)
            cr_expect_lt(p.v[i - 1], p.v[i]);
        prints_free(&p);
    }
}

Test(render_prints, none)
{
    struct prints p = {0};
    prints_keep_twins(&p);
    cr_expect_eq(p.n, 0);
    cr_expect_eq(prints_find(&p, 1), 0);
    prints_free(&p);
}
