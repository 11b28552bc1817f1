/*
 * The live configuration and one that was made: the differences by meaning, and the findings of
 * audit that go, stay and come.
 */
#ifndef MCWIZARD_CMD_COMPARE_H
#define MCWIZARD_CMD_COMPARE_H

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

#include "cmd/audit_source.h"
#include "cmd/cmd.h"
#include "cmd/findings.h"

#include "diff/diff.h"

#include "model/profile.h"

enum { COMPARED = 2 /* sendmail.cf and submit.cf */ };

struct compare {
    struct cf live[COMPARED], made[COMPARED]; /* a file that is not there is empty */
    struct strs missing;                      /* paths of live ones that are not there */
    struct findings findings;
    struct diff diff;
};

#define COMPARE_INIT                                                                               \
    {                                                                                              \
        .findings = {.made = false }                                                               \
    }

/*
 * Compares the live configuration below ctx->root with a made one (rendered, or a folder); what
 * audit finds is for the roles of the profile.  0 or -1; the caller calls compare_free.
 */
int compare_with_live(const struct context *ctx, const struct profile *profile,
                      const struct sendmail_build *build, const struct audit_source *made,
                      struct compare *compare, struct err *err);
void compare_free(struct compare *compare);

/* Findings and differences, as text for people; appended to out. */
void compare_text(const struct compare *compare, struct str *out);

#endif
