/*
 * What apply keeps below a root, in /var/lib/mcwizard (mode 0700):
 *
 *   lock                 held by the one that changes something (fcntl(2)): a dead owner's is free
 *   objects/SHA256       contents of files, each once (mode 0600)
 *   checkpoints/N.json   what each apply and rollback changed
 *   open.json            the head of the journal: there only while a change is being made
 *   open.steps           a line before each of its steps
 */
#ifndef MCWIZARD_APPLY_STORE_H
#define MCWIZARD_APPLY_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#include "apply/checkpoint.h"

#define STORE_PARENT "/var/lib"
#define STORE_NAME "mcwizard"
#define STORE_PATH STORE_PARENT "/" STORE_NAME

enum { STORE_ID_DIGITS = 6 /* of an id in the name of its file */ };

/* -1 for each that is not open. */
struct store {
    char *root; /* owned; "" for the live system */
    char *path; /* owned: root and STORE_PATH */
    int fd, objects, checkpoints, lock;
};

#define STORE_NONE                                                                                 \
    {                                                                                              \
        NULL, NULL, -1, -1, -1, -1                                                                 \
    }

/*
 * Opens it for reading.  Where nothing was ever applied there is none: that is no error, and
 * store_is_there says so.  0 or -1; the caller calls store_close in any case.
 */
int store_open(const char *root, struct store *store, struct err *err);
bool store_is_there(const struct store *store);

/*
 * Opens it for changes: makes what is missing, and takes the lock.  If another has it, waits that
 * many seconds and then says who.  0 or -1.
 */
int store_open_locked(const char *root, int wait_seconds, struct store *store, struct err *err);
void store_close(struct store *store); /* gives the lock back, too */

/* Keeps the contents of an open file from its beginning, and tells their digest.  0 or -1. */
int store_keep(const struct store *store, int fd, const char *full, char digest[STATE_DIGEST_BYTES],
               struct err *err);
bool store_has(const struct store *store, const char *digest);
/* Opens what was kept; the caller closes it.  -1 if it is not there. */
int store_fetch(const struct store *store, const char *digest, struct err *err);
/* The same, read whole and appended to out.  0 or -1. */
int store_read(const struct store *store, const char *digest, struct str *out, struct err *err);

/* Appends a file of an open folder.  0 or -1. */
int store_read_at(int at, const char *name, const char *full, struct str *out, struct err *err);

/* The ids of all checkpoints, ascending; the caller frees *ids.  0 or -1. */
int store_list(const struct store *store, long **ids, size_t *n, struct err *err);
/* 0 or -1; the caller calls checkpoint_free. */
int store_load(const struct store *store, long id, struct checkpoint *checkpoint, struct err *err);
/* The newest, or an empty one with id 0 if there is none. */
int store_load_newest(const struct store *store, struct checkpoint *checkpoint, struct err *err);

/*
 * Removes old checkpoints, of which at least keep stay and all of the last days; the newest stays
 * in any case.  Then contents that none of them names.  What cannot be removed stays.
 */
void store_prune(const struct store *store, long keep, long days, time_t now);

/* Writes a small file of the store whole, or nothing.  0 or -1. */
int store_write(const struct store *store, const char *name, const char *bytes, size_t len,
                struct err *err);

/* Removes what a store_write that was cut off has left. */
void store_sweep_new(const struct store *store, const char *name);

/* fsync(2) of a folder; what its file system cannot do is no error.  0 or -1. */
int store_sync_folder(int fd, const char *full, struct err *err);

#endif
