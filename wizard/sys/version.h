/*
 * Which sendmail a configuration is for: its version and what is compiled into it.
 * A version is a number, so that m4 can compare it, too: 8.17.1.9 is 8170109.
 */
#ifndef MCWIZARD_SYS_VERSION_H
#define MCWIZARD_SYS_VERSION_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "sys/layout.h"

enum {
    VERSION_OLDEST = 8120000, /* of 8.12.0, which brought submit.cf */
    VERSION_NONE = 0,
    VERSION_DEADLINE_MS = 3 * 1000
};

struct sendmail_build {
    long version;      /* VERSION_NONE: nothing was found */
    char *text;        /* owned: "8.17.1.9" */
    char *from;        /* owned, for people: where it was found */
    struct strs flags; /* as -d0.13 lists them: STARTTLS, SASLv2, _FFR_MTA_STS ... */
    bool flags_known;  /* or it is taken for complete */
    bool slow;         /* it had to be stopped: this host's name is not qualified */
};

/* The number of a text such as "8.18.1"; VERSION_NONE if it is none. */
long version_number(const char *text);

/* As --sendmail-version has it: complete, whatever is installed.  0 or -1. */
int version_named(const char *text, struct sendmail_build *build, struct err *err);

/*
 * Asks the layout's own sendmail, if it is there; it sends no mail and waits no
 * longer than VERSION_DEADLINE_MS.  Without one, or for a host elsewhere, the version is
 * that of the sendmail-cf macros.  Where there is neither, it stays VERSION_NONE.
 */
void version_find(const struct layout *layout, const char *tools, bool elsewhere,
                  struct sendmail_build *build);

/* Whether all of these words, parted by blanks, are compiled in; NULL: nothing is asked for. */
bool version_has(const struct sendmail_build *build, const char *flags);

void version_free(struct sendmail_build *build);

/* What `sendmail -d0.13 -bt` printed; false if it was no sendmail's. */
bool version_read_output(const char *text, struct sendmail_build *build);

#endif
