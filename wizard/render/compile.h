/* Compiling the tables of a rendered folder with makemap(8). */
#ifndef MCWIZARD_RENDER_COMPILE_H
#define MCWIZARD_RENDER_COMPILE_H

#include "base/err.h"
#include "base/str.h"

#include "render/render.h"

/*
 * Compiles every table that the rendered sendmail.cf or submit.cf names as a map, and the
 * aliases, in the folder that render_write has filled.  Each is made under another
 * name and renamed, with the mode of its text.  ready (may be NULL): names of tables that are
 * compiled already.  0 or -1.
 */
int compile_tables(const struct render_tools *tools, const struct render_output *out,
                   const struct strs *ready, const char *dir, struct err *err);

/* Bytes of the name, or path, of a compiled table that are those of its text. */
size_t compile_stem(const char *compiled);
/* Whether one is compiled to the other, by their names or paths. */
bool compile_is_of(const char *compiled, const char *text);

/* Appends the names that files may have in the folder while compile_tables works. */
void compile_list_temporary(const struct render_output *out, struct strs *names);

/* Appends the names, in the folder, of what a table there was compiled to. */
void compile_list(const char *dir, const char *name, struct strs *made);

/*
 * Whether two compiled tables (paths with their endings) say the same: makemap does not give the
 * same bytes twice.  One that cannot be read says something else.  0, or -1 if makemap cannot
 * be run.
 */
int compile_same(const struct render_tools *tools, const char *type, const char *a, const char *b,
                 bool *same, struct err *err);

/* Appends the names of compiled tables in the folder that are older than their text. */
void compile_list_old(const struct render_output *out, const char *dir, struct strs *names);

#endif
