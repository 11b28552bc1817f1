/* A setting in words, as `settings`, `explain` and the man page show it. */
#ifndef MCWIZARD_CMD_DESCRIBE_H
#define MCWIZARD_CMD_DESCRIBE_H

#include <stddef.h>

#include "base/str.h"

#include "model/setting.h"

/* Each appends to out. */
void describe_type(const struct setting *setting, struct str *out);    /* "number, 1 to 30" */
void describe_default(const struct setting *setting, struct str *out); /* "none", "yes", "a, b" */
void describe_roles(const struct setting *setting, struct str *out);   /* "any", "inbound, relay" */

/* All that its row says, wrapped to width columns; the path is the first line. */
void describe_setting(const struct setting *setting, size_t width, struct str *out);

#endif
