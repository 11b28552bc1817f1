/*
 * The one table of sendmail's options: name, old letter, type, default, meaning,
 * and which way is harder.  Parser, comparison, audit and `explain` only iterate
 * over it.  The rows stand in options_*.c by theme.
 */
#ifndef MCWIZARD_CF_OPTION_H
#define MCWIZARD_CF_OPTION_H

#include <stdbool.h>
#include <stddef.h>

enum cf_type {
    CF_TYPE_BOOL,
    CF_TYPE_INT,
    CF_TYPE_SIZE,   /* bytes, or blocks where the meaning says so */
    CF_TYPE_TIME,   /* 1d2h3m4s; see `unit` */
    CF_TYPE_MODE,   /* octal permission bits */
    CF_TYPE_CHOICE, /* one word; its first letter counts */
    CF_TYPE_STRING,
    CF_TYPE_PATH,
    CF_TYPE_USER,
    CF_TYPE_LIST, /* words in order, by commas or blanks */
    CF_TYPE_SET,  /* flags of a table of their own; see cf_flag_find */
    CF_TYPE_KEYED /* clauses key=value; every line adds one */
};

/* What makes the host harder to abuse. */
enum cf_way {
    CF_WAY_NEUTRAL,
    CF_WAY_LESS, /* a smaller value */
    CF_WAY_MORE, /* a greater value */
    CF_WAY_TRUE,
    CF_WAY_FALSE,
    CF_WAY_PRESENT, /* a value is harder than none */
    CF_WAY_ABSENT,  /* no value is harder than one */
    CF_WAY_FLAGS,   /* each flag has its own way */
    CF_WAY_JUDGED,  /* cf_judge knows */
    CF_WAY_UNKNOWN  /* depends on the site; nobody can tell from the value */
};

struct cf_option {
    const char *name;
    char letter; /* of the old form, or '\0' */
    enum cf_type type;
    enum cf_way way;
    char unit;          /* CF_TYPE_TIME: unit of a number without one (s, m, h, d); else '\0' */
    bool zero_is_none;  /* 0 (or less) stands for "no limit" */
    const char *value;  /* sendmail's default as text; "" none; NULL depends on the build */
    const char *since;  /* first version */
    const char *m4;     /* confXXX, or NULL */
    const char *means;  /* what it does, one line */
    const char *why;    /* what it does to security, one line */
    const char *source; /* op.me section, HARDENING.md id, RFC ... */
};

/* A flag of a CF_TYPE_SET option. */
struct cf_flag_row {
    const char *option; /* long name of the option */
    const char *name;
    enum cf_way way; /* CF_WAY_MORE: having it hardens; CF_WAY_LESS: weakens; NEUTRAL */
    const char *why;
};

/* The row of a long name (any case), or NULL; borrowed for ever. */
const struct cf_option *cf_option_find(const char *name);
/* As sendmail finds it: exact, or else a beginning that only one option has. */
const struct cf_option *cf_option_match(const char *name, size_t len);
const struct cf_option *cf_option_by_letter(char letter);
/* Walks all rows: NULL gives the first; returns NULL after the last. */
const struct cf_option *cf_option_next(const struct cf_option *row);

/* The row of one flag (any case), or NULL. */
const struct cf_flag_row *cf_flag_find(const char *option, const char *name);
const struct cf_flag_row *cf_flag_next(const struct cf_flag_row *row);

const char *cf_type_name(enum cf_type type); /* "boolean", "number" ... */
const char *cf_way_name(enum cf_way way);    /* "less is harder" ... */

/* The tables by theme, each ended by a row without a name; use cf_option_next. */
extern const struct cf_option cf_options_security[];
extern const struct cf_option cf_options_limits[];
extern const struct cf_option cf_options_tls[];
extern const struct cf_option cf_options_timeouts[];
extern const struct cf_option cf_options_delivery[];
extern const struct cf_option cf_options_format[];
extern const struct cf_flag_row cf_flags[];

#endif
