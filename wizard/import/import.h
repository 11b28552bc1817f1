/*
 * From what a host has to a profile: the calls of its .mc (or what a sendmail.cf shows of
 * them) and its tables become settings.  Every line gets a fate, so that none is dropped
 * silently.  Works on what others have read; reading files is the caller's business.
 */
#ifndef MCWIZARD_IMPORT_IMPORT_H
#define MCWIZARD_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/mc.h"

#include "sys/layout.h"

enum import_fate {
    IMPORT_NONE,    /* has no effect of its own: not counted */
    IMPORT_SETTING, /* the settings say it */
    IMPORT_RAW,     /* kept as it is in the raw lines (extra.file) */
    IMPORT_LEFT,    /* not carried */
    IMPORT_FATES
};

/* A call, or a raw line, of the source. */
struct import_line {
    enum import_fate fate;
    const char *macro; /* borrowed from the mc; "" for a raw line */
    char *text;        /* owned: the call as a .mc has it, or the line */
    struct mc_place place;
    struct strs settings; /* paths that say it now */
    char *why;            /* owned: of IMPORT_RAW and IMPORT_LEFT, or a remark; may be NULL */
};

/* A table of the source. */
struct import_table {
    char *name, *file; /* owned: access; the path as it was read */
    long entries, left;
    enum import_fate fate; /* IMPORT_RAW: it comes along by reference, as it is */
    struct strs settings;
    char *why; /* owned; may be NULL */
};

/* An entry of a table, or a part of a line, that is not carried. */
struct import_left {
    char *file; /* owned */
    long line;
    char *text, *why; /* owned */
};

/* What a rendering as it is will say otherwise than the source, and why. */
struct import_note {
    const char *kind; /* static: as diff_item has it: "option", "class", "map", "rule" ... */
    char
        *name; /* owned: as diff_item has it; one that ends with a * stands for all that begin so */
    char *why; /* owned */
};

struct import_role {
    const char *role; /* static: "local" ... */
    bool on;
    char *evidence; /* owned */
};

enum { IMPORT_ROLES = 4 };

struct import {
    const struct layout *layout; /* borrowed */
    json_t *values;              /* owned: the profile, section by section */
    json_t *seen;                /* owned: path of a list to its items, in small letters */
    struct str extra[6];         /* raw lines by EXTRA_ place (model/extra.h) */
    struct import_line *lines;   /* owned, as is all that follows */
    size_t n_lines, cap_lines;
    struct import_table *tables;
    size_t n_tables, cap_tables;
    struct import_left *left;
    size_t n_left, cap_left;
    struct import_note *notes;
    size_t n_notes, cap_notes;
    struct import_role roles[IMPORT_ROLES];
    /* A port (25; of submission) that has no address of its own, nor is it loopback's. */
    bool smtp_on_all, submission_on_all;
};

void import_init(struct import *imp, const struct layout *layout);
void import_free(struct import *imp);

/*
 * The one way in which a value gets into the profile: all four return true if the setting
 * takes the value, and else false with *why (owned by the caller; may be NULL: not wanted)
 * saying what it expects.
 */
bool import_set(struct import *imp, const char *path, const char *value, char **why);
bool import_set_json(struct import *imp, const char *path, json_t *value, char **why); /* takes */
bool import_add(struct import *imp, const char *path, const char *item, char **why); /* once each */
bool import_put(struct import *imp, const char *path, const char *key, const char *value,
                char **why);

/* Whether a list would take the item (key: NULL), or a map the entry; nothing is set. */
bool import_fits(const char *path, const char *key, const char *value, char **why);

/*
 * Forgets a setting, or an entry of it: ".KEY" of a map, "[N]" of a list.  What the entry was
 * called, which the caller frees; NULL: all of it.
 */
char *import_unset(struct import *imp, const char *path, const char *entry);

/* The value that the profile has so far, or NULL; borrowed. */
const json_t *import_value(const struct import *imp, const char *path);

/* Whether the profile says it already; the text of a setting of text, or NULL. */
bool import_has(const struct import *imp, const char *path);
bool import_holds(struct import *imp, const char *path, const char *item); /* in a list */

/* It holds the item from now on, though the list itself does not: a file has it. */
void import_remember(struct import *imp, const char *path, const char *item);
const char *import_text(const struct import *imp, const char *path);

struct import_table *import_add_table(struct import *imp, const char *name, const char *file);
void import_add_left(struct import *imp, const char *file, long line, const char *text,
                     const char *why);
void import_add_note(struct import *imp, const char *kind, const char *name, const char *why);

#endif
