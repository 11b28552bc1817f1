/* What as_is.c and as_is_own.c share; nobody else includes this. */
#ifndef MCWIZARD_RENDER_AS_IS_PARTS_H
#define MCWIZARD_RENDER_AS_IS_PARTS_H

#include <stdbool.h>

#include "base/str.h"

#include "model/macro.h"
#include "model/profile.h"

#include "sys/layout.h"

/* One rendering. */
struct as_is_writer {
    const struct profile *p;
    const struct layout *layout;
    const char *map_type;
    bool null_client;
    struct strs beside; /* paths whose table has its FEATURE */
    struct str *mc;
};

/* A row whose arguments need code of their own. */
void as_is_own(struct as_is_writer *w, const struct macro_row *row);

/* MACRO(`first') or MACRO(`first', `second'): the types of what goes in here hold no quote. */
void as_is_call(struct as_is_writer *w, const char *macro, const char *first, const char *second);
void as_is_define(struct as_is_writer *w, const char *name, const char *value);

/* A value as an argument has it: out is cleared and filled. */
const char *as_is_shown(const struct profile *p, const char *path, struct str *out);

/* Whether clients are judged only at RCPT. */
bool as_is_delays(const struct profile *p);

#endif
