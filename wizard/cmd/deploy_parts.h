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
/* The same of those of a folder that was named, all of them, for deploy->shown. */
int deploy_compare_old_tables(struct deploy *deploy, struct err *err);

/* Compiles the tables of the private folder.  0 or -1. */
int deploy_compile(struct deploy *deploy, struct err *err);
/* Adds what they were compiled to, and what is compiled there from what goes.  0 or -1. */
int deploy_add_compiled(struct deploy *deploy, struct err *err);
/* Whether a compiled table says what the one that is there says.  0 or -1. */
int deploy_same_compiled(const struct deploy *deploy, const struct deploy_file *file, bool *same,
                         struct err *err);

/* Copies a live file into the private folder.  0 or -1. */
int deploy_copy_live(const struct deploy *deploy, const char *path, const char *name,
                     struct err *err);

#endif
