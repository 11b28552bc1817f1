/* The words of a .mc: macros of sendmail-cf and m4, features, and what became of old ones. */
#ifndef MCWIZARD_CF_MC_WORDS_H
#define MCWIZARD_CF_MC_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum mc_word_kind {
    MC_WORD_CALL,    /* a line of its own: FEATURE(...), define(...) */
    MC_WORD_EATS,    /* the same, and it leaves out what else stands on its line, as dnl does */
    MC_WORD_CONTROL, /* its arguments may well be lines: ifdef(...) */
    MC_WORD_HEADING, /* stands alone; the lines below it go into sendmail.cf */
    MC_WORD_PLAIN    /* anything else with a parenthesis */
};

struct mc_word {
    const char *name;
    enum mc_word_kind kind;
    int most; /* arguments that it takes; 0: any number */
};

/* What FEATURE(name) is, or was. */
struct mc_feature {
    const char *name;
    bool access;         /* it wants FEATURE(`access_db') before it */
    bool argument;       /* it does nothing without one */
    const char *text;    /* what is wrong with the use of it at all, or NULL */
    const char *instead; /* the feature to write in its place, or NULL */
    const char *mend;    /* or what to do; of those with a text */
    bool breaks;
    bool mailers; /* MAILER reads what it sets, so that behind it some of that is lost */
};

/* A confXXX that is no more. */
struct mc_old_name {
    const char *name;
    const char *mend;
    bool breaks;
};

/* Each returns a row that lives for ever, or NULL. */
const struct mc_word *mc_word_find(const char *name, size_t len);
const struct mc_word *mc_word_near(const char *name);    /* misspelt, to be called */
const struct mc_word *mc_heading_near(const char *name); /* misspelt, alone on a line */
const struct mc_feature *mc_feature_find(const char *name);
/* Whether behind a MAILER it does not do all that it should; of the site's own, it may be so. */
bool mc_feature_is_late(const char *name);
const char *mc_feature_near(const char *name);
const struct mc_old_name *mc_old_name_find(const char *name);
/* Whether the macros give the name a value before a .mc is read on: unquoted, it is that value. */
bool mc_name_has_value(const char *name);
/* Whether sendmail-cf reads the name as a host, a path or flags: no value of it calls macros. */
bool mc_name_is_plain(const char *name, size_t len);

#endif
