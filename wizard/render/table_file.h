/*
 * A file with lines of a table.  It is read by pieces, twice or thrice, and never
 * held: once to check every line, again if two fingerprints of keys were the same,
 * and once more to be copied.
 */
#ifndef MCWIZARD_RENDER_TABLE_FILE_H
#define MCWIZARD_RENDER_TABLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#include "render/table_line.h"

enum { TABLE_FAULTS_MAX = 20 /* told of one file; the others are counted */ };

/* Opened and checked; its lines follow a table's own ones. */
struct table_source {
    char *path;    /* owned */
    char *setting; /* owned: which names it */
    int fd;
    enum table_kind kind;
    uint64_t digest; /* of what was checked */
    long lines;
};

/* A key that the profile itself brings into the table. */
struct table_own {
    const char *key; /* borrowed */
    size_t key_len;
    bool yields; /* to the same key in the file; otherwise that is a fault */
    bool taken;  /* filled: the file has it */
};

/* What a file is checked by. */
struct table_terms {
    const char *setting;        /* for messages */
    struct table_reader reader; /* as it begins */
    struct table_own *own;
    size_t own_n;
    unsigned print_bits; /* of the fingerprints that are used; 0: all (a test wants collisions) */
};

/*
 * Takes the open file and checks every line; name stands in errors.  NULL with errors
 * appended: the first TABLE_FAULTS_MAX, and how many more there are.
 */
struct table_source *table_file_check(int fd, const char *name, const struct table_terms *terms,
                                      struct errs *errs);

/* Called with pieces of the output; 0 or -1 with err filled. */
typedef int table_put(void *arg, const char *bytes, size_t len, struct err *err);

/*
 * Hands the checked lines out as the table has them.  -1 if that failed, or if the
 * file is no longer what was checked: what was put is worth nothing then.
 */
int table_file_copy(const struct table_source *source, table_put *put, void *arg, struct err *err);

void table_file_free(struct table_source *source); /* NULL is fine */

#endif
