/*
 * From a profile to the files of a configuration: sendmail.mc, sendmail.cf,
 * submit.mc, submit.cf (the .mc files as the layout names them) and the tables that
 * they name.  All of it is made in memory but for tables that stand in files of their
 * own, which are checked and then copied; only render_write touches a disk.
 */
#ifndef MCWIZARD_RENDER_RENDER_H
#define MCWIZARD_RENDER_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

#include "model/profile.h"

#include "sys/layout.h"
#include "sys/version.h"

/* What rendering works with; found once, used for any number of profiles. */
struct render_tools {
    const struct layout *layout;
    const struct sendmail_build *build; /* borrowed; NULL or unknown: the newest */
    char *m4;                           /* owned absolute path */
    char *cf_dir;                       /* owned; with a trailing slash */
    char *makemap;                      /* owned; NULL if it is not there */
    bool compiles; /* the caller's: the tables will be compiled; needs makemap */
};

struct table_source;

struct render_file {
    const char *name; /* borrowed: a literal, or in render_output.names */
    mode_t mode;
    struct str data;
    struct table_source *source; /* owned: a file whose lines follow, or NULL (table_file.h) */
};

enum { RENDER_MAX_FILES = 32 };

struct render_output {
    struct render_file files[RENDER_MAX_FILES];
    size_t n;
    const char *map_type; /* of every table that is compiled */
    struct strs names;
};

/* Fills tools; layout and tools_dir (--tools, or "") are borrowed.  0 or -1. */
int render_find_tools(struct render_tools *tools, const struct layout *layout,
                      const char *tools_dir, struct err *err);
void render_free_tools(struct render_tools *tools);

/*
 * Renders a profile that has passed rules_check.  parallel: run both m4 of the
 * second stage at once.  Returns 0, or -1 with err filled and out empty.
 */
int render_profile(const struct render_tools *tools, const struct profile *profile, bool parallel,
                   struct render_output *out, struct err *err);
/*
 * The same as it is (as_is.h): what the profile says and no more, without submit.cf.  compiled:
 * m4 makes the sendmail.cf of it, which is for raw lines that the user has written himself.
 */
int render_as_is(const struct render_tools *tools, const struct profile *profile, bool compiled,
                 struct render_output *out, struct err *err);
void render_free(struct render_output *out);

/* The file of that name, borrowed, or NULL. */
const struct render_file *render_find(const struct render_output *out, const char *name);

/* The whole of a file, its source copied to its end; appended to out.  0 or -1. */
int render_whole(const struct render_file *file, struct str *out, struct err *err);

/* Writes every file into a folder, which is made if it is missing.  0 or -1. */
int render_write(const struct render_output *out, const char *dir, struct err *err);

#endif
