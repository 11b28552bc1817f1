/* What the two halves of the parser share; nobody else includes this. */
#ifndef MCWIZARD_CF_PARSE_H
#define MCWIZARD_CF_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

struct cf_parser {
    struct cf *cf;
    struct err *err;
    const char *next; /* the first byte not yet read */
    const char *end;
    long next_line;
    long line;          /* where the present command begins */
    struct str logical; /* the present command without comments, folds kept */
    bool in_ruleset;
    bool cut_end; /* the last line has no newline */
};

/* Parses p->logical, which is not empty, into an entry.  Returns 0 or -1. */
int cf_parse_command(struct cf_parser *p);

/* Fills the error with the place of `at` in p->logical (NULL: its begin); returns -1. */
int cf_parse_error(struct cf_parser *p, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Copies len bytes into the arena and returns them NUL-ended. */
const char *cf_parse_keep(struct cf_parser *p, const char *text, size_t len);

/* Appends an entry with empty strings; valid until the next one. */
struct cf_entry *cf_parse_add(struct cf_parser *p, enum cf_kind kind);

#endif
