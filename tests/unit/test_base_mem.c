/* Tests of base/mem.c: memory that is there, zeroed and copied; and death instead of NULL. */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "base/mem.h"

Test(base_mem, alloc_is_zeroed)
{
    static const size_t sizes[] = {0, 1, 7, 4096, 100000};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        unsigned char *p = mem_alloc(sizes[i]);
        cr_assert_not_null(p);
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert_eq(p[k], 0, "size %zu, byte %zu", sizes[i], k);
        free(p);
    }
}

Test(base_mem, realloc_keeps_what_was_there)
{
    int *p = mem_realloc(NULL, 2, sizeof(*p));
    p[0] = 1, p[1] = 2;
    p = mem_realloc(p, 1000, sizeof(*p));
    cr_assert_eq(p[0], 1);
    cr_assert_eq(p[1], 2);
    p = mem_realloc(p, 0, sizeof(*p));
    cr_assert_not_null(p);
    free(p);
}

Test(base_mem, dup_copies_and_ends_with_nul)
{
    static const struct {
        const char *text;
        size_t len;
        const char *expect;
    } rows[] = {{"", 0, ""}, {"abc", 3, "abc"}, {"abcdef", 3, "abc"}, {"x", 0, ""}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *copy = mem_dupn(rows[i].text, rows[i].len);
        cr_expect_str_eq(copy, rows[i].expect);
        cr_expect_neq(copy, rows[i].text);
        free(copy);
    }
    char *copy = mem_dup("whole");
    cr_expect_str_eq(copy, "whole");
    free(copy);
}

Test(base_mem, dupn_keeps_nul_bytes)
{
    char *copy = mem_dupn("a\0b", 3);
    cr_expect_arr_eq(copy, "a\0b", 4);
    free(copy);
}

Test(base_mem, overflow_ends_the_program, .exit_code = 2, .init = cr_redirect_stderr)
{
    free(mem_realloc(NULL, SIZE_MAX / 2, 3));
}

Test(base_mem, overflow_just_above_ends_the_program, .exit_code = 2, .init = cr_redirect_stderr)
{
    free(mem_realloc(NULL, SIZE_MAX / sizeof(long) + 1, sizeof(long)));
}

Test(base_mem, must_aborts, .signal = SIGABRT, .init = cr_redirect_stderr)
{
    MUST(1 + 1 == 3);
}

Test(base_mem, must_lets_truth_pass)
{
    MUST(1 + 1 == 2);
}
