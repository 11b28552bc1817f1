/*
 * One line of a table as makemap(8), newaliases(1) or a class file takes it: a row
 * per kind of table says what its keys and values are.  What sendmail would take
 * for something else than its author meant, and what would open relaying, is a fault.
 */
#ifndef MCWIZARD_RENDER_TABLE_LINE_H
#define MCWIZARD_RENDER_TABLE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum table_kind {
    TABLE_ACCESS,
    TABLE_ALIASES,
    TABLE_MAILERTABLE,
    TABLE_VIRTUSERTABLE,
    TABLE_GENERICSTABLE,
    TABLE_DOMAINTABLE,
    TABLE_RECIPIENTS, /* an address a line */
    TABLE_DOMAINS,    /* a name a line */
    TABLE_KIND_COUNT
};

/* Bytes of an alias with its continuation lines (BUFSIZ in alias.c). */
enum { TABLE_ALIAS_MAX = 8000 };

/* A reader of one table: the caller sets the first three and zeroes the rest. */
struct table_reader {
    enum table_kind kind;
    bool programs; /* aliases may start programs */
    bool files;    /* and write into files */
    bool listing;  /* an alias that the next line may continue */
    bool comma;    /* it ended with a comma, so the next line must */
    bool faulty;   /* it has a fault already */
    size_t joined; /* its bytes so far */
};

/* Borrows from the text.  key_len 0: a comment, an empty or a continuation line. */
struct table_line {
    const char *key, *value;
    size_t key_len, value_len;
};

/* What is wrong with a line; start from zeros. */
struct table_fault {
    size_t column; /* from 1 */
    struct str what, mend;
};

/*
 * Reads a line (without its newline).  Returns 0, or -1 with fault filled; the
 * reader can go on with the next line in either case.
 */
int table_line_read(struct table_reader *reader, const char *text, size_t len,
                    struct table_line *line, struct table_fault *fault);

/* After the last line: whether something was left open. */
int table_line_end(struct table_reader *reader, struct table_fault *fault);

void table_fault_free(struct table_fault *fault); /* back to zeros */

/* For the readers of a kind: each returns -1. */
int table_fault(struct table_fault *fault, size_t column, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int table_mend(struct table_fault *fault, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* In table_access.c and table_alias.c.  at: the column of the word from 0. */
int table_access_key(const char *p, size_t n, struct table_fault *fault);
int table_access_value(const struct table_line *line, size_t at, struct table_fault *fault);
int table_alias_targets(const struct table_reader *reader, const char *p, size_t n, size_t at,
                        bool *comma, struct table_fault *fault);

/* "### text" with or without D.S.N: before it, as ERROR: and error: take it. */
bool table_reply(const char *p, size_t n);

#endif
