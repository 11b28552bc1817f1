/* What apply would do, for people and for programs. */
#ifndef MCWIZARD_CMD_PLAN_PRINT_H
#define MCWIZARD_CMD_PLAN_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/str.h"

#include "cmd/deploy.h"
#include "cmd/settle.h"

/* The files, what they mean, and what is done with the daemon; appended to out. */
void plan_add_text(const struct deploy *deploy, const struct settle *settle, const char *behavior,
                   struct str *out);
/* JSON Lines. */
void plan_print_json(const struct deploy *deploy, const struct settle *settle, const char *behavior,
                     FILE *to);

/*
 * Why apply would not make it, one reason a line, appended to out: edited files, a proof that does
 * not hold, a grave finding that is not there now.
 */
void plan_add_objections(const struct deploy *deploy, struct str *out);

/* The files of a checkpoint, a line each; appended to out. */
void plan_add_changes(const struct checkpoint *checkpoint, const struct accounts *accounts,
                      const char *root, struct str *out);
/* "2 created, 3 changed, 1 removed", or "nothing"; appended to out. */
void plan_add_counts(const struct checkpoint *checkpoint, struct str *out);

#endif
