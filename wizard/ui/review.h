/* The answers so far: as a list that one can jump from, and as a summary. */
#ifndef MCWIZARD_UI_REVIEW_H
#define MCWIZARD_UI_REVIEW_H

#include "base/err.h"
#include "base/str.h"

#include "model/profile.h"

#include "ui/prompt.h"

/* What can be jumped to by a word instead of the name of a setting. */
extern const char review_all[];

/*
 * Appends every value that the profile itself gives, section by section.  If
 * settings is not NULL they are numbered from 1, and settings[number - 1] is
 * filled; it must have room for setting_count().  Returns how many there are.
 */
size_t review_list(const struct profile *profile, size_t width, struct str *out,
                   const struct setting **settings);

/* The roles that are on, in words: "local, inbound"; appended to out. */
void review_roles(const struct profile *profile, struct str *out);

/*
 * Shows the list and asks where to go.  Puts the name of a setting or review_all
 * into wanted, or nothing to go on where one was.  wanted may hold an answer at
 * entry ("! relay.networks"); then nothing is asked if it names a setting.
 * Returns PROMPT_ANSWER or PROMPT_LEAVE.
 */
enum prompt_outcome review_jump(struct prompt *prompt, const struct profile *profile,
                                struct str *wanted);

/* Turns a number of the list or a name into the name of a setting or review_all in
 * wanted; -1 with err filled. */
int review_find(const char *text, const struct setting *const *settings, size_t n,
                struct str *wanted, struct err *err);

#endif
