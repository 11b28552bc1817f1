/*
 * What people write wrong in a sendmail.mc, found in its text alone: nothing is run, so that
 * it can be told of a file that m4 refuses, and why it does.  A fault is told only where the
 * text shows it; what a macro of the site's own does is not followed.
 */
#ifndef MCWIZARD_CF_MC_FAULTS_H
#define MCWIZARD_CF_MC_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { MC_FAULTS_MAX = 100 }; /* kept of one file; the others are only counted */

struct mc_fault {
    /*
     * Static: quote, curly, paren, comma, comment, dnl, blank, word, heading, spaces, order,
     * after-mailer, missing, argument, obsolete, name, twice, crlf, bom, nul.
     */
    const char *id;
    bool breaks;   /* m4 or sendmail does not make of it what is meant; else it is only odd */
    long line;     /* from 1 */
    long column;   /* from 1, in bytes */
    char *text;    /* owned: what is wrong; a stranger's bytes are shown escaped */
    char *mend;    /* owned: what to do */
    char *instead; /* owned: the whole line as it should be; NULL where it is not certain */
};

struct mc_faults {
    struct mc_fault *v; /* owned, by line and column */
    size_t n;
    size_t more; /* found beyond MC_FAULTS_MAX */
    size_t cap;
};

/*
 * Finds the faults of a .mc, any bytes.  known: the confXXX that the macros know, sorted as
 * strs_sort does; empty: names are not judged.  out begins zeroed; mc_faults_free it.
 */
void mc_faults_find(const char *text, size_t len, const struct strs *known, struct mc_faults *out);

void mc_faults_free(struct mc_faults *faults); /* back to zeroes */

#endif
