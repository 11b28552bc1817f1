/*
 * One import: what is read, what becomes of it, and how a rendering of the profile as it is
 * differs from the source.
 */
#ifndef MCWIZARD_CMD_IMPORT_RUN_H
#define MCWIZARD_CMD_IMPORT_RUN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"
#include "cf/mc.h"
#include "cf/mc_faults.h"

#include "cmd/cmd.h"

#include "diff/diff.h"

#include "import/import.h"

struct import_own; /* import_own.h */

/* What is written beside the profile, which names it. */
struct import_file {
    char *name; /* owned; without a folder */
    struct str text;
};

enum { IMPORT_FILES = 8 };

struct import_run {
    char *source;            /* owned: the .mc or the .cf that was read */
    char *beside;            /* owned: a .cf that should belong to it, or NULL */
    struct mc mc;            /* its calls */
    struct mc_faults faults; /* what is written wrong in a .mc */
    struct str text;         /* of the sendmail.cf that it stands for */
    struct cf cf;            /* parsed */
    struct import imp;       /* what became of it */
    struct str access;       /* entries that no setting says, as a table; may be empty */
    struct str extra;        /* raw lines as extra.file has them; may be empty */
    char *profile;       /* owned: JSON text, checked; files of its own are named after `stem' */
    char *stem;          /* owned: NAME of NAME.json, without its folder */
    struct diff parted;  /* the .mc and the .cf beside it */
    struct diff as_is;   /* the source and the rendering as it is */
    struct strs reasons; /* for each of those: why, or "" where nothing explains it */
    size_t unexplained;
    struct import_own *own; /* owned: the .mc carries its profile; NULL: it does not */
    struct strs remarks;    /* on the import as a whole */
    char *out_dir;          /* owned: where the profile goes, with its slash; NULL: nowhere yet */
    char *extra_name;       /* owned: of the raw lines' file; NULL: STEM.extra.mc, if any */
    struct import_file files[IMPORT_FILES]; /* tables that were in files of their own */
    size_t n_files;
};

/* The sum over the lines. */
struct import_sum {
    size_t lines, settings, raw, left, entries_left;
    double share; /* of the lines that became settings */
};

/*
 * Imports a .mc, a .cf or a folder (path; NULL: the host's own).  stem: what the files beside
 * the profile are called after.  run begins zeroed but for out_dir; the caller calls
 * import_run_free in both cases.  0, or -1 with errors appended.
 */
int import_run(struct context *ctx, const char *path, bool trust, const char *stem,
               struct import_run *run, struct errs *errs);
void import_run_free(struct import_run *run);

/* Puts the raw lines together, as extra.file has them. */
void import_run_gather(struct import_run *run);

struct import_sum import_run_sum(const struct import_run *run);

/* Whether a table is left as a whole, and nothing in imp.left tells of it. */
bool import_run_lost_table(const struct import_run *run, const struct import_table *table);

/* Whether everything was carried, and nothing differs without a reason. */
bool import_run_complete(const struct import_run *run);

/* Writes the profile to path, and beside it the files that it names.  0 or -1. */
int import_run_write(const struct import_run *run, const char *path, struct err *err);

#endif
