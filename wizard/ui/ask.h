/* Asking for the value of one setting, as often as its answer is not valid. */
#ifndef MCWIZARD_UI_ASK_H
#define MCWIZARD_UI_ASK_H

#include <stdbool.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

#include "model/profile.h"

#include "ui/prompt.h"

/*
 * Asks for a setting and puts the answer into profile.  offered is what Enter
 * takes, or NULL for the value that holds (borrowed).  Returns PROMPT_ANSWER,
 * PROMPT_BACK, PROMPT_JUMP with the wanted place in jump, or PROMPT_LEAVE.
 */
enum prompt_outcome ask_setting(struct prompt *prompt, struct profile *profile,
                                const struct setting *setting, const json_t *offered,
                                struct str *jump);

/*
 * Asks a question with yes or no; fallback is what Enter means.  explanation is
 * printed for ?.  Outcomes as above.
 */
enum prompt_outcome ask_yes(struct prompt *prompt, const char *question, const char *explanation,
                            bool fallback, bool *yes, struct str *jump);

/*
 * The value that an answer stands for, checked as a profile would be; a new
 * reference, or NULL with what is wrong in errs.  "-" stands for nothing: an
 * empty list, map or text, otherwise the setting's default.
 */
json_t *ask_read(const struct setting *setting, const char *answer, struct errs *errs);

/* What ? shows about a setting; several lines, appended to out. */
void ask_explanation(const struct setting *setting, struct str *out);

#endif
