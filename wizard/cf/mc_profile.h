/*
 * What a .mc of our own carries of its origin: the profile, the digest of profile and raw
 * lines, and the raw lines of extra.file.  Whoever takes them back compares the digest
 * (profile_digest_with) and renders again: the file may have been edited since.
 */
#ifndef MCWIZARD_CF_MC_PROFILE_H
#define MCWIZARD_CF_MC_PROFILE_H

#include <stddef.h>

#include "base/str.h"

/* The line before the profile, and what each line of its JSON begins with: m4 reads none of it. */
#define MC_PROFILE_HEAD "dnl # --- The profile that this file was made of, for mcwizard import ---"
#define MC_PROFILE_LINE "dnl | "

/* Bytes of JSON; a longer profile does not stand in its .mc. */
enum { MC_PROFILE_MAX = 64 * 1024 };

/*
 * The profile's JSON is appended to json, *line (from 1) is where it begins; each of its lines
 * stands behind MC_PROFILE_LINE there.  1, or 0 if there is none.
 */
int mc_profile_find(const char *text, size_t len, struct str *json, long *line);

/* The 64 digits of SHA-256 in the head, or NULL; the caller frees them. */
char *mc_profile_digest(const char *text, size_t len);

/*
 * The raw lines, under their headings as extra_dump writes them, are appended to extra.  1, 0
 * if there are none, -1 if a mark is missing.
 */
int mc_profile_extra(const char *text, size_t len, struct str *extra);

#endif
