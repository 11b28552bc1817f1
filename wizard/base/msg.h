/*
 * Messages for people, on standard error, so that standard output holds a
 * command's answer alone; and colours for that answer.
 */
#ifndef MCWIZARD_BASE_MSG_H
#define MCWIZARD_BASE_MSG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

enum msg_level { MSG_QUIET = -1, MSG_NORMAL = 0, MSG_VERBOSE = 1 };

void msg_set_level(enum msg_level level);
bool msg_is_verbose(void); /* -v: an answer shows all that it has */

/* "mcwizard: error: ..." always; the others as the level allows. */
void msg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void msg_error_lines(const struct str *lines); /* one for each line */
void msg_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void msg_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));  /* not with -q */
void msg_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* only with -v */

/* Reports an error, or all of a list, and returns the exit status for it. */
int msg_report(const struct err *err);
int msg_report_all(const struct errs *errs);

/* One slot per meaning; the escape codes stand in one table in msg.c. */
enum colour {
    COLOUR_RESET,
    COLOUR_HEAD,
    COLOUR_GOOD, /* hardens, holds */
    COLOUR_BAD,  /* weakens, violated, errors */
    COLOUR_NEUTRAL,
    COLOUR_DIM,
    COLOUR_COUNT
};

/* on = wanted by the user and standard output is a terminal; see https://no-color.org. */
void colour_enable(bool on);
bool colour_enabled(void);
/* Borrowed; "" while colours are off. */
const char *colour(enum colour slot);

#endif
