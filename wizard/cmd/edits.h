/* Files that a person has edited since the last apply: shown three ways, and decided. */
#ifndef MCWIZARD_CMD_EDITS_H
#define MCWIZARD_CMD_EDITS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#include "cmd/deploy.h"

#include "ui/prompt.h"

/*
 * What the person changed (last applied to live) and what would be written (last applied to new),
 * as diff(1) shows it; of a secret only that it differs.  Appended to out.  0 or -1.
 */
int edits_show(const struct deploy *deploy, const struct deploy_file *file, struct str *out,
               struct err *err);

/*
 * Asks for each edited file: keep, replace, beside, or quit.  Returns PROMPT_ANSWER when all is
 * decided, PROMPT_LEAVE otherwise.
 */
enum prompt_outcome edits_ask(struct deploy *deploy, struct prompt *prompt, struct err *err);

#endif
