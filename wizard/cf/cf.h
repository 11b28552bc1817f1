/*
 * A sendmail.cf in memory: the one parser, the canonical dump, and look-ups.
 * Works on bytes in memory; reading files is the caller's business.
 */
#ifndef MCWIZARD_CF_CF_H
#define MCWIZARD_CF_CF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum {
    CF_MAX_LINE = 65536,   /* bytes of one line with its continuations, comments included */
    CF_MAX_EXPANDED = 2047 /* R, S, C and K lines: sendmail cuts silently what is longer */
};

/* The command letter of sendmail.cf; O lines that set a macro (`OMx`) are CF_MACRO. */
enum cf_kind {
    CF_MACRO = 'D',
    CF_CLASS = 'C',
    CF_CLASSFILE = 'F',
    CF_RULESET = 'S',
    CF_RULE = 'R',
    CF_MAILER = 'M',
    CF_HEADER = 'H',
    CF_OPTION = 'O',
    CF_PRECEDENCE = 'P',
    CF_TRUSTED = 'T',
    CF_VERSION = 'V',
    CF_MAP = 'K',
    CF_ENVIRONMENT = 'E',
    CF_QUEUE = 'Q',
    CF_MILTER = 'X',
    CF_LOOKUP = 'L', /* XLA load description, or Sun's lookup macro */
    CF_LOOKUPCLASS = 'G'
};

enum cf_flag {
    CF_NO_TAB = 1,   /* rule whose sides are parted by spaces: sendmail refuses it */
    CF_NO_VALUE = 2, /* an E line without "=": the variable is unset */
    CF_OPTIONAL = 4, /* F line with -o */
    CF_PROGRAM = 8,  /* F line or D line that runs a program: loading it executes it */
    CF_FROM_MAP = 16 /* F line that asks a map, or D line that names a file */
};

/*
 * One command.  The strings are borrowed from the cf and never NULL.  Text is
 * as the file writes it (`\#` and `$$` stay), without its trailing comment.
 *
 *   kind           name              value                 rhs      note
 *   D macro        macro, no braces  text
 *   C class        class, no braces  members, one blank between
 *   F class file   class, no braces  what follows
 *   S ruleset      name or number    number after "=" or ""
 *   R rule         ""                left side             right    comment after the second TAB
 *   M, Q, X        name              fields "P=x, F=y"
 *   H header       field name        what follows the colon         the text between ? and ?
 *   O option       long name         value
 *   P precedence   word              number
 *   T trusted      ""                users, one blank between
 *   V version      level             vendor or ""
 *   K map          name              "class arguments"
 *   E environment  variable          value
 *   L, G           ""                what follows
 */
struct cf_entry {
    enum cf_kind kind;
    unsigned flags; /* enum cf_flag */
    long line;      /* from 1: where it begins */
    const char *name;
    const char *value;
    const char *rhs;
    const char *note;
};

struct cf {
    char *file;         /* owned: what messages call it */
    struct cf_entry *v; /* owned, in the order of the file */
    size_t n;
    size_t cap;
    char *arena; /* owned: holds every string of v */
    size_t used;
    size_t size;
    long level; /* of the last V line; 0 if there is none */
    long lines; /* how many lines the file has */
};

/*
 * Parses len bytes.  cf need not be initialised; after success the caller calls
 * cf_free, after failure it is empty and need not be freed.  text may go away
 * afterwards.  Returns 0, or -1 with err holding file:line:column, what is wrong
 * and how to mend it.  Linear in len.
 */
int cf_parse(const char *text, size_t len, const char *name, struct cf *cf, struct err *err);
void cf_free(struct cf *cf);

/*
 * Appends the canonical text: one command a line (header and macro texts keep
 * their folds), long option names, no comments.  Parsing it and dumping again
 * gives the same bytes, and sendmail reads the same configuration from it.
 */
void cf_dump(const struct cf *cf, struct str *out);
void cf_dump_entry(const struct cf_entry *entry, struct str *out);
/* The same commands grouped by kind and sorted within it, rulesets in order; for reading only. */
void cf_dump_grouped(const struct cf *cf, struct str *out);

/*
 * The last entry of that kind and name, or NULL.  Options, mailers, maps and
 * headers are looked up without regard to case, the others with.
 */
const struct cf_entry *cf_find(const struct cf *cf, enum cf_kind kind, const char *name);
/* The value of an option by its long name, or NULL if the file does not set it. */
const char *cf_option_value(const struct cf *cf, const char *name);

#endif
