/* Compiling the tables of a rendered folder with makemap(8). */
#ifndef MCWIZARD_RENDER_COMPILE_H
#define MCWIZARD_RENDER_COMPILE_H

#include "base/err.h"
#include "base/str.h"

#include "render/render.h"

/*
 * Compiles every table that the rendered sendmail.cf or submit.cf names as a map, and the
 * aliases, in the folder that render_write has filled.  Each is made under another
 * name and renamed, with the mode of its text.  0 or -1.
 */
int compile_tables(const struct render_tools *tools, const struct render_output *out,
                   const char *dir, struct err *err);

/* Appends the names of compiled tables in the folder that are older than their text. */
void compile_list_old(const struct render_output *out, const char *dir, struct strs *names);

#endif
