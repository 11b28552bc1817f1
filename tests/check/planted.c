/*
 * Three defects that the sanitizer build has to report.  planted.sh runs this
 * program as every unit is run and wants each of them to fail.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

static void lose(size_t size);

Test(planted, sound)
{
    cr_assert(1);
}

Test(planted, leak)
{
    for (size_t size = 1; size <= 64; size *= 2)
        lose(size);
}

Test(planted, undefined)
{
    volatile int most = INT_MAX;
    most++;
}

Test(planted, overflow)
{
    /* Volatile, so that the store stays and only AddressSanitizer can know the size. */
    volatile size_t size = 8;
    volatile char *bytes = malloc(size);
    bytes[size] = 'x';
    free((void *)(size_t)bytes);
}

static __attribute__((noinline)) void lose(size_t size)
{
    char *volatile lost = malloc(size);
    memset(lost, 1, size);
    lost = NULL;
}
