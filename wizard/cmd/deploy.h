/*
 * From a profile to the changes of a host's files: rendered and compiled into a private folder,
 * held against what lies there and what apply left there last, proved and audited as it would
 * lie there.  plan shows it; apply makes it.
 */
#ifndef MCWIZARD_CMD_DEPLOY_H
#define MCWIZARD_CMD_DEPLOY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "apply/checkpoint.h"
#include "apply/store.h"

#include "cmd/cmd.h"
#include "cmd/compare.h"

#include "model/profile.h"

#include "relay/proof.h"

#include "render/render.h"

#include "sys/account.h"
#include "sys/trust.h"

/* What becomes of a file that a person has edited since the last apply, or had before the first. */
enum edit { EDIT_NONE, EDIT_UNDECIDED, EDIT_REPLACE, EDIT_KEEP, EDIT_BESIDE };

struct deploy_file {
    char *name; /* owned: in the private folder */
    char *path; /* owned: below the root, without links */
    const struct layout_owner *owner;
    bool secret, derived;
    bool gone;                   /* the profile has no such file any more */
    const struct recorded *last; /* what apply left there; NULL: it is not the tool's yet */
    struct state live, want;     /* as it is; as it shall be */
    char rendered[STATE_DIGEST_BYTES];
    enum edit edit;
    bool asked_before; /* it is kept because that was decided at the last apply */
    bool changes;
};

struct deploy {
    struct context *ctx;
    const struct profile *profile;
    struct render_tools tools;
    struct render_output out;
    struct accounts accounts;
    struct trust_owners owners;
    struct strs classes;          /* files of classes, which sendmail reads as root */
    char *stage;                  /* owned: the private folder */
    const struct store *store;    /* borrowed */
    struct checkpoint last, next; /* the newest one, and what is to be made */
    struct deploy_file *v;        /* owned */
    size_t n, cap;
    struct compare compare;
    struct side *old;     /* borrowed: what it is shown against instead of what is live; or NULL */
    struct compare shown; /* with old, if there is one */
    struct proof proof;
};

#define DEPLOY_INIT                                                                                \
    {                                                                                              \
        .compare = COMPARE_INIT, .shown = COMPARE_INIT                                             \
    }

/*
 * The first half: renders, and finds what is edited.  The profile is one of pipeline_load; the
 * store is open.  all: what becomes of every edited file, or EDIT_UNDECIDED.  0 or -1; the
 * caller calls deploy_free in any case.
 */
int deploy_begin(struct context *ctx, const struct profile *profile, const struct store *store,
                 enum edit all, struct deploy *deploy, struct err *err);

/* Whether it stays as the person has it, with the new one beside it or not. */
bool deploy_keeps(const struct deploy_file *file);

/* Why it is a person's: "was edited since ...". */
const char *deploy_edit_reason(const struct deploy_file *file);

/* How many edited files wait for a decision. */
size_t deploy_undecided(const struct deploy *deploy);

/*
 * The second half, when all is decided (undecided ones count as replaced): compiles, works out
 * deploy->next, compares and audits, and proves unless nothing changes.  old, which the caller may
 * have set, changes nothing but deploy->shown.  trust: programs that are named in what will lie
 * there may run for the proof.  0 or -1.
 */
int deploy_finish(struct deploy *deploy, bool quick, bool trust, struct err *err);

/* What people are shown: against old if there is one. */
const struct compare *deploy_shown(const struct deploy *deploy);

/* Whether there is anything to do: files that change, or a decision that is to be remembered. */
bool deploy_has_news(const struct deploy *deploy);

/* Keeps all contents in the store, old and new, so that the changes can be made.  0 or -1. */
int deploy_keep(const struct deploy *deploy, struct err *err);

/* The same of one live file, which must still be what its digest says.  0 or -1. */
int deploy_keep_live(const struct context *ctx, const struct store *store, const char *path,
                     const char *digest, struct err *err);

/* Who may own what is replaced: root, sendmail's own user, and whom the layout names. */
void deploy_owners(const struct context *ctx, const struct accounts *accounts,
                   struct trust_owners *owners);

/*
 * Whether a live sendmail.cf or submit.cf differs from contents that were kept only in what
 * sendmail does not read: the distribution makes it again from its .mc, and puts that behind it
 * as a comment.  Of another file it is never so.  0 or -1.
 */
int deploy_same_meaning(const struct context *ctx, const struct store *store, const char *path,
                        const char *digest, bool *same, struct err *err);

void deploy_free(struct deploy *deploy);

/* The name in the private folder of what was rendered for an edited file; the caller frees. */
char *deploy_rendered_path(const struct deploy *deploy, const struct deploy_file *file);

#endif
