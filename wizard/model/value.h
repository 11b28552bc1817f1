/* Checking one value against its row of the table of settings. */
#ifndef MCWIZARD_MODEL_VALUE_H
#define MCWIZARD_MODEL_VALUE_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

#include "model/setting.h"

/*
 * Called for each thing that is wrong with a value: where is "" for the value
 * itself, "[2]" for an item of a list, ".name" for an entry of a map (is_key: its
 * name is what is wrong).
 */
typedef void value_complaint(void *arg, const char *where, bool is_key, const char *what,
                             const char *mend);

/* Returns 0 if value fits the setting; otherwise -1 after calling complain at least once. */
int value_check(const struct setting *setting, const json_t *value, value_complaint *complain,
                void *arg);

/*
 * Whether what a table says of an address is a refusal, "error:..." in any case, and no way on
 * (cf/README, FEATURE virtusertable).
 */
bool value_is_refusal(const char *target);

/* Whether a name is a comment: it starts with two slashes. */
bool value_is_comment(const char *name);

/* The default of a setting; a new reference, or NULL if it has none. */
json_t *value_fallback(const struct setting *setting);

/* "one of a, b, c" or what its type expects; appended to out. */
void value_expected(const struct setting *setting, struct str *out);

#endif
