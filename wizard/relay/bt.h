/*
 * What `sendmail -bt` prints, taken apart strictly: an answer for each line that it
 * was fed.  Anything that is not what sendmail is known to print makes an answer
 * not understood, never a guess.
 */
#ifndef MCWIZARD_RELAY_BT_H
#define MCWIZARD_RELAY_BT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum { BT_MAX_LINE = 2000 }; /* bytes; sendmail reads 2047 at most and takes the rest for a line */

/* Bytes between two prompts; borrowed from the output. */
struct bt_answer {
    const char *text;
    size_t len;
};

enum bt_verdict {
    BT_UNCLEAR,  /* not understood */
    BT_RESULT,   /* the rulesets returned, and result holds what */
    BT_BAD_FORM, /* the address parser refused the address */
    BT_NO_RULES  /* there is no such ruleset */
};

struct bt_reply {
    enum bt_verdict verdict;
    const char *result; /* borrowed: the tokens, a blank between two; the parser's reason */
    size_t len;
};

/* "$# mailer $@ host $: user"; each is owned text, "" if it is missing. */
struct bt_triple {
    bool resolved; /* begins with $# */
    char *mailer, *host, *user;
    char *text; /* the user with the blanks between its tokens; NULL if nothing was resolved */
};

/*
 * Splits the output of a session that was fed n lines into n answers; before is what
 * sendmail said of the .cf before its banner.  Returns 0, or -1 if the output is not
 * that of a whole session.  Linear in len.
 */
int bt_split(const char *out, size_t len, size_t n, struct bt_answer *answers,
             struct bt_answer *before, struct err *err);

/* Reads the answer to `rulesets address`; calls: how many rulesets were asked for. */
void bt_read(const struct bt_answer *answer, size_t calls, struct bt_reply *reply);

/* Takes a result apart; the caller calls bt_free. */
void bt_triple(const struct bt_reply *reply, struct bt_triple *triple);
void bt_free(struct bt_triple *triple);

/* The lines of the answer to `$=x`, appended; "Undefined" and "" add none. */
void bt_members(const struct bt_answer *answer, struct strs *members);

/* Whether the answer to `/map NAME KEY` shows that the map is open. */
bool bt_map_is_open(const struct bt_answer *answer);

#endif
