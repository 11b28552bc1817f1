/*
 * What m4 prints on standard error about a .mc: its trace of the macros that matter, and
 * messages.  The trace cannot be turned off or written over by what m4 reads, so what it
 * does not show has not been called; what looks like a trace and is none only adds to it.
 */
#ifndef MCWIZARD_RENDER_MC_TRACE_H
#define MCWIZARD_RENDER_MC_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What a call of a macro that is traced means. */
enum mc_act {
    MC_ACT_FORGED,   /* no trace of m4 looks so */
    MC_ACT_COMMAND,  /* runs a program */
    MC_ACT_WRITE,    /* makes a file */
    MC_ACT_COVER,    /* calls other macros under cover, or hides what is called */
    MC_ACT_READ,     /* reads a file: first is its path */
    MC_ACT_ASK,      /* wants to include one */
    MC_ACT_ASK_SOFT, /* and it may be missing */
    MC_ACT_SAY,      /* prints a message: first is its text */
    MC_ACT_CALL,     /* nothing but worth to be known */
    MC_ACT_NONE      /* harmless */
};

enum { MC_MAX_ARGS = 32, MC_MAX_QUOTE = 8 };

/* Text borrowed from what was printed, not NUL-ended. */
struct mc_slice {
    const char *at;
    size_t len;
};

/* The quotes that hold at a call, since m4 shows arguments in them; a .mc may change them. */
struct mc_quotes {
    char open[MC_MAX_QUOTE], close[MC_MAX_QUOTE]; /* empty: none */
};

#define MC_QUOTES_INIT                                                                             \
    {                                                                                              \
        "`", "'"                                                                                   \
    }

/* One call; the texts are borrowed from what was printed. */
struct mc_record {
    enum mc_act act;
    const char *macro; /* borrowed for ever; "" if forged */
    const char *file;
    size_t file_len; /* 0: not told */
    long line;
    bool called;                       /* with parentheses */
    struct mc_slice args[MC_MAX_ARGS]; /* without their quotes; the last holds what is too much */
    size_t n_args;
    const char *rest; /* what was printed behind it, before the next call */
    size_t rest_len;
};

/*
 * The next call from *at on, which moves behind it; false at the end.  start: of all that
 * was printed, since m4 shows a call when it is done: what the call prints stands before it.
 * quotes begins as MC_QUOTES_INIT and follows what the calls do to it.
 */
bool mc_record_next(const char *start, const char **at, const char *end, struct mc_quotes *quotes,
                    struct mc_record *record);

/* The first argument, empty if there is none. */
struct mc_slice mc_record_first(const struct mc_record *record);

/* Appends the arguments, parted by ", ". */
void mc_record_args(const struct mc_record *record, struct str *out);

/*
 * Appends, as lines of m4 on line 1, what makes m4 trace; guard: and what takes the teeth out;
 * calls: what is nothing but worth to be known, too.
 */
void mc_trace_begin(bool guard, bool calls, struct str *out);

/* The real includes, to be called by the guarded ones alone. */
#define MC_INCLUDE "_MC_INCLUDE_"
#define MC_SINCLUDE "_MC_SINCLUDE_"

#endif
