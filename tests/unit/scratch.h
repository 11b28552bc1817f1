/*
 * A fresh folder for one test: the only place that it writes to.
 *   TestSuite(x, .init = scratch_make, .fini = scratch_remove);
 */
#ifndef MCWIZARD_TESTS_SCRATCH_H
#define MCWIZARD_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

static char scratch_dir[64];

static inline void scratch_make(void)
{
    snprintf(scratch_dir, sizeof(scratch_dir), "/tmp/mcwizard-unit-XXXXXX");
    cr_assert_not_null(mkdtemp(scratch_dir));
}

static inline int scratch_drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline void scratch_remove(void)
{
    cr_expect_eq(nftw(scratch_dir, scratch_drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* The path of a name in the folder; good until the next call. */
static inline const char *scratch_path(const char *name)
{
    static char *path;
    free(path);
    cr_assert_gt(asprintf(&path, "%s/%s", scratch_dir, name), 0);
    return path;
}

/* Writes a file there and returns its path. */
static inline const char *scratch_write(const char *name, const char *text, size_t len, mode_t mode)
{
    const char *path = scratch_path(name);
    FILE *f = fopen(path, "w");
    cr_assert_not_null(f);
    cr_assert_eq(fwrite(text, 1, len, f), len);
    cr_assert_eq(fclose(f), 0);
    cr_assert_eq(chmod(path, mode), 0);
    return path;
}

#endif
