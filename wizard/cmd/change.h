/* What the commands that change a host share: their options, the lock, what was found, the end. */
#ifndef MCWIZARD_CMD_CHANGE_H
#define MCWIZARD_CMD_CHANGE_H

#include <stdbool.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"

#include "apply/checkpoint.h"
#include "apply/store.h"

#include "cmd/cmd.h"
#include "cmd/deploy.h"
#include "cmd/settle.h"

#include "ui/prompt.h"

/* What the command line says. */
struct change_wishes {
    bool yes, quick, no_reload;
    bool trust;        /* the proof may run programs that the configuration names */
    enum edit edits;   /* --force-new, --force-keep; else EDIT_UNDECIDED */
    long lock_timeout; /* seconds */
};

/* For getopt_long: short letters, and rows whose values change_take_option knows. */
#define CHANGE_LETTERS "y"
#define CHANGE_OPTIONS                                                                             \
    {"yes", no_argument, NULL, 'y'}, {"quick", no_argument, NULL, 'Q'},                            \
        {"force-new", no_argument, NULL, 'N'}, {"force-keep", no_argument, NULL, 'K'},             \
        {"no-reload", no_argument, NULL, 'R'},                                                     \
    {                                                                                              \
        "lock-timeout", required_argument, NULL, 'T'                                               \
    }
#define CHANGE_HELP                                                                                \
    "  -y, --yes              do not ask\n"                                                        \
    "      --force-new        replace files that are somebody's own (edited, or there before)\n"   \
    "      --force-keep       keep them as they are\n"                                             \
    "      --no-reload        do not reload sendmail\n"                                            \
    "      --lock-timeout=S   wait S seconds if another one is changing this host (0)\n"

/* 0; or -1 if it is none of these, or its value is wrong, which *wrong then says. */
int change_take_option(int option, const char *value, struct change_wishes *wishes,
                       const char **wrong);

/* The number that a person gave of a checkpoint; 0 if it is none. */
long change_id(const char *text);
/* Loads it; one that is not there is an error that says which are.  0 or -1. */
int change_load(const struct store *store, long id, struct checkpoint *checkpoint, struct err *err);

/* When, in local time: "2026-11-28 21:03:22". */
enum { CHANGE_TIME_TEXT = 32 };
void change_time_text(time_t when, char text[CHANGE_TIME_TEXT]);

/* Whether somebody can answer: a terminal on both sides, and no --no-input. */
bool change_can_ask(const struct context *ctx);

/* Whether we may change files of root; says so if not. */
bool change_may(const char *command);

/*
 * Opens the store, locked, and finishes or puts back what a former one left half made, and says
 * so; put_back (may be NULL): whether it did the latter.  0 or -1; the caller calls store_close.
 */
int change_open(const struct context *ctx, const struct change_wishes *wishes,
                const struct settle *settle, struct store *store, bool *put_back, struct err *err);

/* For those that only look: says that something is half made. */
void change_warn_open(const struct store *store);

/* Asks for a yes on the terminal, after the text was shown.  Whether it was given. */
bool change_confirm(struct prompt *prompt, const char *question, const char *explanation);

/* Fills in who, when and which command (as history shows it), makes the changes, and says what came
 * of it.  The exit status. */
int change_make(const struct store *store, struct settle *settle, const char *command,
                struct checkpoint *checkpoint);

#endif
