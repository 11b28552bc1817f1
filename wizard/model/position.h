/*
 * Where each value of a JSON text stands.  jansson keeps no positions, so this
 * walks the text once more after jansson has accepted it.
 */
#ifndef MCWIZARD_MODEL_POSITION_H
#define MCWIZARD_MODEL_POSITION_H

#include <stddef.h>

#include "base/err.h"

struct place {
    char *path;                /* "relay.networks[2]": owned by the index */
    long line, column;         /* of the value; from 1, columns in bytes */
    long key_line, key_column; /* of its name; the value's for items of a list */
};

struct positions {
    struct place *v; /* sorted by path */
    size_t n, cap;
};

/*
 * Indexes text, which must be JSON that jansson accepts.  Names that stand twice
 * in one object are appended to errs with both places; name is the file's.
 */
void positions_index(struct positions *index, const char *text, const char *name,
                     struct errs *errs);

/* Borrowed; NULL if there is no value of that path. */
const struct place *positions_find(const struct positions *index, const char *path);

void positions_free(struct positions *index);

#endif
