/*
 * An old configuration, the live one or another that was named, and one that was made: the
 * differences by meaning, and the findings of audit that go, stay and come.
 */
#ifndef MCWIZARD_CMD_COMPARE_H
#define MCWIZARD_CMD_COMPARE_H

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

#include "cmd/audit_source.h"
#include "cmd/cmd.h"
#include "cmd/findings.h"
#include "cmd/side.h"

#include "diff/diff.h"

#include "model/profile.h"

enum { COMPARED = 2 /* sendmail.cf and submit.cf */ };

struct compare {
    struct cf live[COMPARED], made[COMPARED]; /* a file that is not there is empty */
    struct side own;                          /* of a live .mc without its .cf */
    struct part *part[COMPARED]; /* instead of live: of own, or of what was named; or NULL */
    struct strs notes;           /* for people: what is not there, what stands for it */
    struct findings findings;
    struct diff diff;
};

#define COMPARE_INIT                                                                               \
    {                                                                                              \
        .findings = {.made = false }                                                               \
    }

/*
 * Compares the old configuration with a made one (rendered, or a folder); what audit finds is for
 * the roles of the profile.  old: a side that was loaded and is no profile, borrowed; NULL: the
 * live configuration below ctx->root.  0 or -1; the caller calls compare_free.
 */
int compare_with_old(struct context *ctx, const struct profile *profile, struct side *old,
                     const struct audit_source *made, struct compare *compare, struct err *err);
void compare_free(struct compare *compare);

/* Findings and differences, as text for people; appended to out. */
void compare_text(const struct compare *compare, struct str *out);

#endif
