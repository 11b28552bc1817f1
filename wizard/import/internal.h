/* What the parts of import/ share; nobody else includes this. */
#ifndef MCWIZARD_IMPORT_INTERNAL_H
#define MCWIZARD_IMPORT_INTERNAL_H

#include <stdbool.h>

#include "cf/mc.h"

#include "import/import.h"

#include "model/macro.h"

/* What makes a whole sendmail.cf of one line for the parser: the line is its second entry. */
#define IMPORT_CF_HEAD "V10\n"
#define IMPORT_CF_TAIL                                                                             \
    "S1\nR$*\t$@ $1\nMlocal, P=/bin/false, A=false\nMprog, P=/bin/false, A=false\n"
enum { IMPORT_CF_ENTRIES = 6 };

/* One call on its way to a setting. */
struct import_step {
    struct import *imp;
    const struct mc *mc;
    const struct mc_call *call;
    const struct macro_row *row;
    struct import_line *line; /* borrowed; gets settings and why */
    char *value;              /* owned while a function of its own runs: the row's argument */
};

/* What own.c calls for the macros whose arguments are lists of KEY=VALUE. */
typedef bool own_fn(struct import_step *step);
own_fn import_own_filters, import_own_filter_macros, import_own_filter, import_own_queue_group,
    import_own_daemon;

/* Whether a macro that needs code of its own became a setting; else line->why says why not. */
bool import_own(struct import_step *step);

/* The same for a value of its setting, which is told to the line if it is taken. */
bool import_step_set(struct import_step *step, const char *path, const char *value);
bool import_step_add(struct import_step *step, const char *path, const char *item);
bool import_step_put(struct import_step *step, const char *path, const char *key,
                     const char *value);

/* Whether a setting of its own says what that variable of sendmail-cf does. */
bool import_governed(const struct import *imp, const char *variable);

/* The line is why a role is on or off (roles.X). */
void import_decide(struct import *imp, const char *path, const struct import_line *line);

/* Every word of text (by blanks and commas): false if one of them is not taken. */
bool import_step_words(struct import_step *step, const char *path, const char *text);

/* A remark, and that the rendering as it is says it otherwise. */
void import_step_note(struct import_step *step, const char *kind, const char *name,
                      const char *why);

/*
 * The value of define(`confX') in the terms of a setting: times in the setting's own unit, words
 * for yes and no, whole words for their first letters.  Returns false if it has no such form.
 */
bool import_convert(const char *conf, const char *path, const char *value, struct str *out);
bool import_convert_time(const char *conf, const char *unit, const char *value, struct str *out);

/* Gives one call its fate; for a raw line that says what a call would say, too. */
void import_call(struct import *imp, const struct mc *mc, const struct mc_call *call,
                 struct import_line *line);

/*
 * A value as the macros use it: they read it once more, so that names of the site's own in it
 * stand for what they are, and quotes go.  The caller frees it.
 */
char *import_expand(const struct mc *mc, const char *value);

struct import_line *import_add_line(struct import *imp, enum import_fate fate, const char *macro,
                                    const char *text, struct mc_place place);

/* The call as a .mc has it, its arguments in quotes; appended to out. */
void import_call_text(const struct mc_call *call, struct str *out);

/* Every raw line of the .mc itself, under the heading where it stands. */
void import_raw_lines(struct import *imp, const struct mc *mc);

/* Keeps a call or a line in the raw lines, if they take it; else it is left. */
void import_keep(struct import *imp, struct import_line *line, int place, const char *heading);
void import_keep_under(struct import *imp, struct import_line *line, const char *heading);

#endif
