/*
 * One line of an answer from the terminal, with editing, history and completion
 * by libedit.  Opening a prompt takes over the signals that end or stop a
 * program, so that the terminal is always left as it was found.
 */
#ifndef MCWIZARD_UI_PROMPT_H
#define MCWIZARD_UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/msg.h"
#include "base/str.h"

#include "ui/complete.h"

enum prompt_outcome {
    PROMPT_ANSWER,  /* a line was typed, perhaps an empty one */
    PROMPT_EXPLAIN, /* ? */
    PROMPT_BACK,    /* < */
    PROMPT_JUMP,    /* !, perhaps with the name of a setting */
    PROMPT_LEAVE    /* Ctrl-C, Ctrl-D, or the terminal is gone */
};

struct prompt; /* opaque */

/* NULL with err filled if standard input and output are no terminal; freed with prompt_free. */
struct prompt *prompt_new(struct err *err);
void prompt_free(struct prompt *prompt); /* restores terminal and signals; NULL is fine */

/*
 * Asks once, showing label, and puts the answer without the blanks around it into
 * answer (after PROMPT_JUMP what follows the !).  A line with control characters,
 * with other than ASCII, or above 16 KiB is refused with its reason and asked for
 * again.
 */
enum prompt_outcome prompt_ask(struct prompt *prompt, const char *label,
                               const struct complete *complete, struct str *answer);

/* Whether Ctrl-C or a signal came between two questions; the next one then ends at once. */
bool prompt_interrupted(void);

/* What a line asks for; rest is what follows the ! of a jump, otherwise the line.  Borrowed. */
enum prompt_outcome prompt_classify(const char *line, const char **rest);

/* NULL if a line (len bytes) is fit to be an answer, otherwise why not. */
const char *prompt_unfit(const char *line, size_t len);

/* Prints text on standard output, wrapped to the terminal, in a colour. */
void prompt_say(enum colour slot, size_t indent, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
