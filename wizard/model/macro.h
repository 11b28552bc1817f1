/*
 * What the macros of sendmail-cf say of a site, as settings: one row serves both ways, from a
 * .mc to a profile (import) and from a profile to a .mc as it is (render --as-is).  Plain
 * options need no row: their setting names its confXXX itself (setting.h).
 */
#ifndef MCWIZARD_MODEL_MACRO_H
#define MCWIZARD_MODEL_MACRO_H

#include <stddef.h>

enum macro_how {
    MACRO_VALUE,  /* the argument behind `first' is the value of a setting */
    MACRO_TIME,   /* the same, a time; `value' is the unit of the setting */
    MACRO_CALLED, /* that it is called stands for `value' */
    MACRO_BESIDE, /* the same, and what it is about stands in a table: `value' is the empty one */
    MACRO_WORDS,  /* each word of the argument is an item */
    MACRO_ITEM,   /* `first', whatever it is, is an item */
    MACRO_PAIR,   /* the first argument is a key, the second its value */
    MACRO_OPENS,  /* never carried, for it lets strangers relay, or cannot be followed */
    MACRO_SILENT, /* has no effect of its own */
    MACRO_OWN     /* import and render have a function for it */
};

struct macro_row {
    const char *macro; /* FEATURE, define, MASQUERADE_AS ... */
    const char *first; /* its first argument; NULL: whatever it is */
    enum macro_how how;
    const char *path;  /* of the setting, or NULL */
    const char *value; /* see macro_how */
    const char *why;   /* of what is not carried or not the same, or NULL */
};

/* Ended by a row without a macro; in the order in which a .mc has them. */
extern const struct macro_row macro_table[];

/* The row that fits best, or NULL; first may be "". */
const struct macro_row *macro_find(const char *macro, const char *first);

#endif
