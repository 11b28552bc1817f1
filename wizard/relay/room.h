/*
 * A private folder for one proof: mode 0700, removed on every exit, a signal that
 * ends the program included.  Names in it are flat.
 */
#ifndef MCWIZARD_RELAY_ROOM_H
#define MCWIZARD_RELAY_ROOM_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Makes the folder below TMPDIR, or /tmp (root: /run); *path is owned by the caller.  0 or -1. */
int room_make(char **path, struct err *err);

/* Writes DIR/name with mode 0600; appends its path to out if that is not NULL.  0 or -1. */
int room_write(const char *dir, const char *name, const char *bytes, size_t len, struct str *out,
               struct err *err);

/* Makes a name known that another program will write there. */
void room_expect(const char *dir, const char *name);

/* Removes the folder with all that is in it. */
void room_remove(const char *path);

#endif
