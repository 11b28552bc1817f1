/*
 * What the host has already, as the answers that setup begins with.  Until the profile is
 * saved, the files that it names lie in a private folder.
 */
#ifndef MCWIZARD_CMD_SETUP_IMPORT_H
#define MCWIZARD_CMD_SETUP_IMPORT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cmd/cmd.h"
#include "cmd/import_run.h"

#include "model/profile.h"

enum { SETUP_FILES = 9 };

struct setup_import {
    struct import_run run;   /* run.source: NULL if there is nothing to read */
    const char *named;       /* --from, or NULL: the host's own; borrowed */
    char *room;              /* owned: the private folder, or NULL */
    bool begun;              /* the answers start from it */
    char *file[SETUP_FILES]; /* owned: what the import calls its raw lines and tables, or NULL */
};

/*
 * Imports a .mc, a .cf or a folder (named; NULL: the host's own).  import begins zeroed; the
 * caller calls setup_import_free in both cases, and not while a prompt is open, which would
 * lose its signals.  0, or -1 with errors appended.
 */
int setup_import_read(struct context *ctx, const char *named, struct setup_import *import,
                      struct errs *errs);
void setup_import_free(struct setup_import *import);

/* The answers; the caller frees them. */
struct profile *setup_import_profile(struct setup_import *import);

/* In a sentence or two what was found and what of it became settings; appended to out. */
void setup_import_describe(const struct setup_import *import, struct str *out);

/* Why there is nothing to start from, and what tells more; appended to out. */
void setup_import_excuse(const struct setup_import *import, const struct errs *errs,
                         struct str *out);

/*
 * What is not carried, for people, and files that the answers name and the import has not
 * (those of our own rendering stay with its profile); nothing if all is.  Appended to out.
 */
void setup_import_left(const struct setup_import *import, const struct profile *profile,
                       struct str *out);

/*
 * The files that stand beside a profile of that path once it is saved: those of the import that
 * the answers still name.  Appended to paths.
 */
void setup_import_files(const struct setup_import *import, const struct profile *profile,
                        const char *path, struct strs *paths);

/*
 * Writes those files (mode 0600), and makes profile name them so; relative paths in it begin
 * at the folder of path from then on.  0 or -1.
 */
int setup_import_write(const struct setup_import *import, struct profile *profile, const char *path,
                       struct err *err);

#endif
