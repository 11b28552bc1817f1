/*
 * A plan that was kept: the profile as it was, and each file as it was and as it would be, so that
 * apply makes what was shown and nothing else.  Of secrets it has no digest.
 */
#ifndef MCWIZARD_CMD_PLAN_FILE_H
#define MCWIZARD_CMD_PLAN_FILE_H

#include "base/err.h"
#include "base/str.h"

#include "cmd/cmd.h"
#include "cmd/deploy.h"

struct plan_file {
    char *profile, *profile_path; /* owned: its text, and where it stood */
    char *layout, *root;          /* owned */
    struct json_t *files;         /* owned */
};

/* Writes it with mode 0600.  0 or -1. */
int plan_file_write(const struct deploy *deploy, const char *path, struct err *err);

/* Whether a file that a person named is a plan, by its contents.  0 or -1; plan_file_free. */
int plan_file_read(const char *path, struct plan_file *plan, struct err *err);
void plan_file_free(struct plan_file *plan);

/* The root that a plan is for, whatever it was called; the caller frees. */
char *plan_file_root(const struct context *ctx);

/* What the plan says becomes of edited files, where deploy_begin left them undecided. */
void plan_file_decide(const struct plan_file *plan, struct deploy *deploy);

/* The files that are not what they were, or would become something else, a line each. */
void plan_file_check(const struct plan_file *plan, const struct deploy *deploy, struct str *out);

#endif
