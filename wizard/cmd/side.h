/*
 * One side of a comparison: what a person named, as the texts of a configuration.  The one
 * place that knows which kinds of things can be named.
 */
#ifndef MCWIZARD_CMD_SIDE_H
#define MCWIZARD_CMD_SIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"

#include "cmd/cmd.h"

#include "diff/diff.h"

/* One file of a side. */
struct part {
    const char *base; /* its name in the folder, static; "" for a side that is one file */
    char *path;       /* owned: what messages call it */
    struct str text;  /* if it is a .mc, what that was rendered to */
    struct cf cf;     /* parsed by side_parse; each entry has a line of its own */
    struct cf placed; /* the same with the lines of the .mc that made it; n is 0 if none did */
    bool present;
    bool table;
};

enum { PARTS_MAX = 16 };

/* Begins zeroed. */
struct side {
    bool folder;
    struct part v[PARTS_MAX]; /* a folder's first is sendmail.cf */
    size_t n;
};

/*
 * A sendmail.cf, a .mc, a folder with either, perhaps those of submit and the tables, or a
 * profile, which renders to such a folder.  trust: m4 may do all that a .mc says.  0 or -1; the
 * caller calls side_free in any case.
 */
int side_load(struct context *ctx, const char *path, bool trust, struct side *side,
              struct err *err);
void side_free(struct side *side);

/* Adds one file; base and table are as in struct part, and a table has more bytes.  0 or -1. */
int side_add(struct side *side, const char *base, const char *path, bool table, struct err *err);
/* The same of a .mc; quiet: nothing is said of what m4 remarks upon. */
int side_add_mc(struct context *ctx, struct side *side, const char *base, const char *path,
                bool trust, bool quiet, struct err *err);

/* The part that is there under that name in the folder, or NULL. */
struct part *side_find(struct side *side, const char *base);

/* Parses a part's text into its cf, once.  0 or -1. */
int side_parse(struct part *part, struct err *err);

/* Puts the lines of the .mc into differences; a side that had none to do with it may be NULL. */
void side_place(const struct side *old, const struct side *new, struct diff *diff);
/* The line of the .mc that made a line of the part's text, or 0; of another part that line. */
long side_line(const struct part *part, long line);

/* Puts it into an error about the part's text. */
void side_place_err(struct part *part, struct err *err);

/* For struct audit_input; its argument is a side. */
audit_read_fn side_read;

#endif
