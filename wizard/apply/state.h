/*
 * What a file is: contents by their digest, owner, mode, times and extended attributes, which
 * hold access control lists and labels, too.  Enough to tell whether it is still the same, and
 * with a copy of the contents to make it again.
 */
#ifndef MCWIZARD_APPLY_STATE_H
#define MCWIZARD_APPLY_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include <jansson.h>

#include "base/err.h"

enum { STATE_DIGEST_BYTES = 65 /* SHA-256 in hexadecimal, and a NUL */ };

struct state_attribute {
    char *name, *value; /* owned */
    size_t len;
};

struct state {
    bool there;  /* all else counts only then */
    mode_t mode; /* the permission bits */
    uid_t uid;
    gid_t gid;
    struct timespec modified;
    long long size; /* bytes */
    char digest[STATE_DIGEST_BYTES];
    struct state_attribute *attributes; /* owned */
    size_t n_attributes;
};

/*
 * Reads what DIR/name is, following no link; state begins zeroed, and the caller calls
 * state_free.  full is its name for messages.  What is no regular file is an error.  0 or -1.
 */
int state_read(int dirfd, const char *name, const char *full, struct state *state, struct err *err);

/* The same of an open file. */
int state_read_open(int fd, const char *full, struct state *state, struct err *err);
void state_free(struct state *state); /* back to zeroes */
void state_copy(const struct state *from, struct state *to);

/* Adds an extended attribute; name and value are copied. */
void state_add_attribute(struct state *state, const char *name, const char *value, size_t len);
void state_drop_attributes(struct state *state);

/* Whether contents, owner and mode are the same, or both are absent. */
bool state_same(const struct state *a, const struct state *b);
/* The same, with times and attributes. */
bool state_identical(const struct state *a, const struct state *b);

/* Gives an open file owner, mode, attributes and, if they are not zero, times.  0 or -1. */
int state_put(int fd, const char *full, const struct state *state, struct err *err);

/* As JSON and back; state_parse returns -1 if it is none. */
json_t *state_json(const struct state *state);
int state_parse(const json_t *json, struct state *state);

#endif
