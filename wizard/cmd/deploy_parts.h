/* What both halves of deploy share; nobody else includes this. */
#ifndef MCWIZARD_CMD_DEPLOY_PARTS_H
#define MCWIZARD_CMD_DEPLOY_PARTS_H

#include "cmd/deploy.h"

/* A file of the list, by its path below the root.  Borrowed until the next one is added. */
struct deploy_file *deploy_new(struct deploy *deploy, const char *name, const char *path);

/*
 * The same for a name in a folder of the layout: where that really lies, and what lies there; a
 * folder that is missing is noted as one to be made.  NULL with err filled.
 */
struct deploy_file *deploy_add(struct deploy *deploy, const char *name, const char *folder,
                               const struct layout_owner *owner, struct err *err);

/* What a file of the private folder shall be at its place: owner and mode by the layout. */
int deploy_stage_state(const struct deploy *deploy, const struct deploy_file *file,
                       struct state *state, struct err *err);

/* Adds the differences of the tables that change to those of the configurations.  0 or -1. */
int deploy_compare_tables(struct deploy *deploy, struct err *err);

#endif
