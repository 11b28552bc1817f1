/*
 * From a .mc of somebody else's to its sendmail.cf, by the real m4 and the real macros.
 * Such a file may hold anything: m4 runs no command, makes no file, and reads the
 * sendmail-cf macros and the folder of the .mc alone, unless the caller trusts it.
 */
#ifndef MCWIZARD_RENDER_MC_H
#define MCWIZARD_RENDER_MC_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"
#include "cf/mc.h"

#include "render/render.h"

enum { MC_MAX_BYTES = 1024 * 1024 };

struct mc_request {
    const char *path;
    const char *root; /* --root: the mail folder below it may be read, too; "": none */
    bool trust;       /* run it as m4 would */
    bool plain;       /* only the .cf is wanted: neither calls nor the names that macros know */
};

/* Whether a path that a person named is a .mc, by its ending alone. */
bool mc_is_mc(const char *path);

/*
 * Renders a .mc.  mc begins zeroed and is the caller's to free in both cases; text gets the
 * .cf, and mc->made borrows it.  Returns 0, or -1 with err filled: every place where it is refused
 * or wrong.
 */
int mc_render(const struct render_tools *tools, const struct mc_request *request, struct mc *mc,
              struct str *text, struct err *err);

/*
 * Parses what mc_render made.  cf and its lines are named after the .mc: an entry's line is
 * the line of the .mc that made it, and 0 where none can be told.  Returns 0, or -1.
 */
int mc_parse(const struct mc *mc, const struct str *text, struct cf *cf, struct err *err);

#endif
