/*
 * What is known of the .mc that a sendmail.cf was made of: its text, the macros that it
 * calls, each with its place, and which of its lines made which line of the .cf.
 * render/mc.h fills it; checks and printers read it.
 */
#ifndef MCWIZARD_CF_MC_H
#define MCWIZARD_CF_MC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* A line of the .mc, or of another file that takes part. */
struct mc_place {
    const char *file; /* borrowed from the mc; NULL: not known */
    long line;        /* from 1; 0: not known */
};

/* A call of a macro as m4 made it: what is not reached, or stands in a comment, is none. */
struct mc_call {
    char *macro;      /* owned: define, undefine, FEATURE, MAILER, DAEMON_OPTIONS ... */
    struct strs args; /* as m4 hands them on: expanded once, without their quotes */
    struct mc_place place;
    bool site; /* the site's own line, and not one of the sendmail-cf macros */
};

struct mc {
    char *name; /* owned: of the .mc, as it was named */
    struct str text;
    struct mc_call *calls; /* owned, in the order in which m4 made them */
    size_t n, cap;
    const struct str *made; /* borrowed: the text of the .cf that the lines are of, or NULL */
    struct mc_place *lines; /* owned: for each line of the .cf, from 0, what made it */
    size_t n_lines, cap_lines;
    struct strs files;    /* the names of files that places have */
    struct strs known;    /* every confXXX that the macros know, sorted; empty: not known */
    struct errs warnings; /* what m4 and the macros remark upon */
    struct errs missing;  /* includes that lead nowhere, each a text with its place */
};

void mc_free(struct mc *mc); /* back to zeroes */

/* A borrowed name for places. */
const char *mc_file(struct mc *mc, const char *name);

/* Borrowed until the next is added; its arguments are the caller's to add. */
struct mc_call *mc_add_call(struct mc *mc, const char *macro, struct mc_place place, bool site);

/* An argument from 0 on, or "". */
const char *mc_call_arg(const struct mc_call *call, size_t i);
void mc_add_line(struct mc *mc, struct mc_place place);

/* The last call of the macro with that first argument, or NULL. */
const struct mc_call *mc_find_call(const struct mc *mc, const char *macro, const char *first);

#endif
