/* What the templates are told: one m4 definition per setting, and what follows from them. */
#ifndef MCWIZARD_RENDER_VALUES_H
#define MCWIZARD_RENDER_VALUES_H

#include "base/str.h"

#include "model/extra.h"
#include "model/profile.h"

#include "sys/layout.h"
#include "sys/version.h"

/* Appends the definitions for a profile; output of m4 stays where it was diverted to. */
void values_add(const struct profile *profile, const struct layout *layout, struct str *out);

/* Those of the raw lines, and of the digest of both; after values_add. */
void values_add_extra(const struct profile *profile, const struct extra *extra, struct str *out);

/* The profile itself, as it stands in comments of the .mc. */
void values_add_profile(const struct profile *profile, struct str *out);

/*
 * The same for the sendmail that it is for (NULL or VERSION_NONE: the newest), and for the
 * names of the .mc files.
 */
void values_system(const struct profile *profile, const struct layout *layout,
                   const struct sendmail_build *build, struct str *out);

/* A file name of a layout, the host's own name in place of its %; the caller frees it. */
char *values_file_name(const char *pattern, const struct profile *profile);

/* Whether the daemon listens beyond loopback, and whether there is an access table. */
bool values_listens(const struct profile *profile);
bool values_has_access(const struct profile *profile);

/* Whether a table of valid recipients is asked. */
bool values_knows_list(const struct profile *profile);

/*
 * A text as it stands inside double quotes in a sendmail.cf line ($, # and \ mean
 * something there); appended to out.
 */
void values_cf_text(const char *text, struct str *out);

/*
 * A text as it stands inside double quotes of a reply: " and \ escaped, and percent in place
 * of each % (a table takes one before a digit for an argument); appended to out.
 */
void values_quoted(const char *text, const char *percent, struct str *out);

/* The mail target in the form that sendmail takes: addresses in [ ]; appended to out. */
void values_target(const char *target, struct str *out);

#endif
