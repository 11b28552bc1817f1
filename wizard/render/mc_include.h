/* Which file an include of a .mc may read; for mc.c alone. */
#ifndef MCWIZARD_RENDER_MC_INCLUDE_H
#define MCWIZARD_RENDER_MC_INCLUDE_H

#include <stdbool.h>

#include "base/str.h"

#include "render/mc.h"

enum mc_found {
    MC_HERE,     /* target names the file to read */
    MC_MISSING,  /* there is none */
    MC_NO_MACRO, /* the sendmail-cf macros have none of that name */
    MC_OUTSIDE   /* there is one, and it is none of the .mc's business */
};

struct mc_folders {
    const struct layout *layout;
    const char *cf_dir;  /* the macros' own, with a trailing slash */
    char *real_cf_dir;   /* owned, as realpath(3) has it */
    char *own_dir;       /* owned: of the .mc, absolute */
    char *root_mail_dir; /* owned: the mail folder below --root, or NULL */
    const char *root;
    struct strs macros; /* every DIR/NAME.m4 below cf_dir */
};

/*
 * What to open for a path: what is named below the root lies below it, whatever its links
 * say.  The caller frees it; NULL if nothing is there.
 */
char *mc_real_path(const char *root, const char *path);

/* Lists the macros, too.  Returns 0 or -1; the caller calls mc_folders_free in both cases. */
int mc_folders_find(struct mc_folders *folders, const struct render_tools *tools,
                    const struct mc_request *request, struct err *err);
void mc_folders_free(struct mc_folders *folders);

/* Which file stands for a path that the .mc names; target is appended to. */
enum mc_found mc_include_find(const struct mc_folders *folders, const char *path,
                              struct str *target);

/* Whether a file is one of the macros. */
bool mc_is_macro_file(const struct mc_folders *folders, const char *path);

/* Every confXXX that the macros speak of, sorted. */
void mc_known_names(const struct mc_folders *folders, struct strs *names);

#endif
