/*
 * What a change of files changes: each file before and after, who did it and when.  Kept as one
 * JSON file, it is the checkpoint that rollback goes back to; while it is being carried out, it
 * is the head of the journal.
 */
#ifndef MCWIZARD_APPLY_CHECKPOINT_H
#define MCWIZARD_APPLY_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

#include "apply/state.h"

struct change {
    char *path;   /* owned: below the root, without links */
    bool secret;  /* its contents show nowhere */
    bool derived; /* compiled from another one */
    struct state before, after;
};

/* What apply left at a path: by it a later edit is known. */
struct recorded {
    char *path;                      /* owned */
    char digest[STATE_DIGEST_BYTES]; /* of what was rendered */
    char kept[STATE_DIGEST_BYTES];   /* of a person's own that was kept instead; "": none */
    bool secret, derived;
};

struct checkpoint {
    long id; /* from 1 */
    time_t time;
    char *user, *command; /* owned: who, and which command */
    char *profile;        /* owned: digest of the profile; "" for a rollback */
    long wait;            /* seconds that the daemon has, as its profile says */
    struct change *v;     /* owned, in the order in which they are made */
    size_t n, cap;
    struct recorded *record; /* owned: of every file that is the tool's afterwards */
    size_t n_record, cap_record;
    struct recorded *former; /* owned: and before it, so that rollback knows those again */
    size_t n_former;
    struct strs folders; /* that were made for them, below the root */
};

/* Appends one; the path is copied, the states begin empty.  Borrowed. */
struct change *checkpoint_add(struct checkpoint *checkpoint, const char *path);
struct recorded *checkpoint_record(struct checkpoint *checkpoint, const char *path);
/* The one of that path, which is appended if there is none. */
struct recorded *checkpoint_record_of(struct checkpoint *checkpoint, const char *path);
/* What was recorded when `last` was made is what was the tool's before this one. */
void checkpoint_follow(struct checkpoint *checkpoint, const struct checkpoint *last);
/* What was the tool's before `of` is the tool's again after this one. */
void checkpoint_return(struct checkpoint *checkpoint, const struct checkpoint *of);
const struct change *checkpoint_find(const struct checkpoint *checkpoint, const char *path);
const struct recorded *checkpoint_recorded(const struct checkpoint *checkpoint, const char *path);

/* "created", "changed", "removed". */
const char *change_word(const struct change *change);

/* As JSON and back; name stands in errors.  0 or -1; the caller calls checkpoint_free. */
json_t *checkpoint_json(const struct checkpoint *checkpoint);
int checkpoint_parse(const char *text, size_t len, const char *name, struct checkpoint *checkpoint,
                     struct err *err);
void checkpoint_free(struct checkpoint *checkpoint); /* back to zeroes */

#endif
