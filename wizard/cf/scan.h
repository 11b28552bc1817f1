/*
 * The lexical rules of sendmail.cf that parser, rules and comparison share.
 */
#ifndef MCWIZARD_CF_SCAN_H
#define MCWIZARD_CF_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

bool cf_blank(char c); /* space, TAB, newline, VT, FF */

/*
 * The length of the name at p (`x` or `{name}`), at most max bytes; 0 if there
 * is none that sendmail takes.  *name and *name_len are the name without braces.
 */
size_t cf_scan_name(const char *p, size_t max, const char **name, size_t *name_len);

/*
 * The length of one token of a rule at p, up to the NUL: a metasymbol with its
 * name, a quoted string, one operator character, or a run of others.  Blanks are
 * tokens of their own.  0 at the end.
 */
size_t cf_scan_token(const char *p);

/*
 * Appends one side of a rule with single blanks between its tokens, as sendmail
 * sees it: blanks between tokens do not count, except between two words.
 */
void cf_scan_side(const char *side, struct str *out);

/*
 * Walks the fields of an M, Q or X line ("P=/bin/sh, F=lsD"): sets key and value
 * (not NUL-ended) and returns where to go on, or NULL at the end.
 */
const char *cf_scan_field(const char *p, const char **key, size_t *key_len, const char **value,
                          size_t *value_len);
/* The value of the field that begins with that letter in out; false if there is none. */
bool cf_scan_field_get(const char *fields, char key, struct str *out);

#endif
