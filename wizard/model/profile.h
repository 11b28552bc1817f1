/*
 * A profile: the JSON file that describes one site.  It keeps its comments
 * (names that start with //) and the order of its names through a round trip,
 * and knows where each of its values stands.
 */
#ifndef MCWIZARD_MODEL_PROFILE_H
#define MCWIZARD_MODEL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

#include "model/setting.h"

struct profile; /* opaque */

/* An empty profile, every setting at its default; the caller frees it with profile_free. */
struct profile *profile_new(void);
void profile_free(struct profile *profile); /* NULL is fine */

/*
 * Reads a profile; name stands in its errors.  Checks names, shapes and types of
 * all values and appends every error to errs; returns NULL if there was one.
 * The rules across settings are checked by rules_check, after profile_set.
 */
struct profile *profile_parse(const char *text, size_t len, const char *name, struct errs *errs);

/*
 * "PATH=VALUE", as --set has it.  A list is parted by commas (findings: by semicolons) or
 * written as JSON, a map is KEY=TEXT (added to it) or JSON.  Returns 0, or -1 with errors appended.
 */
int profile_set(struct profile *profile, const char *assignment, struct errs *errs);

/*
 * Turns an answer in text into the value of a setting.  Returns a new reference,
 * or NULL with err filled.
 */
json_t *profile_read_answer(const struct setting *setting, const char *text, struct err *err);

/* Takes the reference to value, which must be valid for the setting. */
void profile_put_take(struct profile *profile, const struct setting *setting, json_t *value);

/* Forgets the value of a setting: it is at its default again. */
void profile_unset(struct profile *profile, const struct setting *setting);

/* The value that holds: the profile's or the default; NULL for a missing host.name.  Borrowed. */
const json_t *profile_value(const struct profile *profile, const char *path);

/* The value that holds, by its type; the path must be a setting of that type. */
bool profile_bool(const struct profile *profile, const char *path);
long profile_int(const struct profile *profile, const char *path);
const char *profile_text(const struct profile *profile, const char *path); /* "" if none */
void profile_list(const struct profile *profile, const char *path, struct strs *items);

/* Whether the profile itself says it. */
bool profile_has(const struct profile *profile, const char *path);

/*
 * What sendmail does not have is off (false, 0, "", no items) and does not matter, whatever
 * the profile says; its text and digest stay.
 */
void profile_leave_out(struct profile *profile, const struct setting *setting);
bool profile_is_left_out(const struct profile *profile, const char *path);

/* ROLE_ bits. */
unsigned profile_roles(const struct profile *profile);

/* Whether a setting says something: true, not 0, not "no", not empty. */
bool profile_on(const struct profile *profile, const char *path);

/* Whether a setting matters for the profile's roles, and what it needs is on. */
bool profile_matters(const struct profile *profile, const struct setting *setting);

/* The JSON text, comments and order kept, with a newline at its end; the caller frees it. */
char *profile_dump(const struct profile *profile);

/* The same in printable ASCII alone: \u and four digits for every other character. */
char *profile_dump_ascii(const struct profile *profile);

/*
 * Sixty-four hexadecimal digits of SHA-256 over the values that hold, the same for
 * two profiles that mean the same; the caller frees it.
 */
char *profile_digest(const struct profile *profile);

/* The same over the bytes of a file that belongs to the profile, too; none: the same digest. */
char *profile_digest_with(const struct profile *profile, const struct str *file);

/* What messages call its file; "" for an empty profile.  Borrowed. */
const char *profile_name(const struct profile *profile);

/*
 * The profile has no file of its own yet: errors name no place in it, and its relative paths
 * are looked for in folder.
 */
void profile_set_folder(struct profile *profile, const char *folder);

/* A path as the profile means it: beside its own file, if it is relative; the caller frees it. */
char *profile_beside(const struct profile *profile, const char *path);

/* The same value as people read it: "yes", "a, b", "key: text; ..."; the caller frees it. */
char *profile_show(const struct setting *setting, const json_t *value);

/* Appends an error at the place of a setting, or at the profile as a whole if path is NULL. */
struct err *profile_error(const struct profile *profile, struct errs *errs, const char *path,
                          const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
