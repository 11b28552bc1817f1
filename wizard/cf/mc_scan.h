/*
 * A .mc read as m4 reads it, without expanding anything: which macros it calls, and where
 * quotes, parentheses and comments are not what they seem.  Of cf/mc_faults.h alone.
 */
#ifndef MCWIZARD_CF_MC_SCAN_H
#define MCWIZARD_CF_MC_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "cf/mc_faults.h"
#include "cf/mc_words.h"

struct mc_arg {
    size_t from, to; /* offsets, without the blanks in front */
};

struct mc_scan_call {
    const struct mc_word *word;
    size_t at;             /* offset of the name */
    size_t open, end;      /* of the parenthesis, and behind the one that closes it */
    struct mc_arg args[3]; /* the first ones */
    size_t n_args;
    char *first; /* owned: the first argument without its quotes */
};

struct mc_scan {
    char *text; /* owned; NUL bytes are blanks in it */
    size_t len;
    size_t *lines; /* owned: offset of each line */
    size_t n_lines;
    struct mc_scan_call *calls; /* owned; those that m4 reaches for certain, in their order */
    size_t n, cap;
    bool lost; /* a quote or parenthesis is wrong, so calls may be missing */
    struct mc_faults *out;
    /* While it is read. */
    size_t at;
    bool comments;                       /* # begins a comment of m4: until cf.m4 is read */
    bool nowhere;                        /* divert(-1) */
    bool raw;                            /* lines of sendmail.cf, below a heading */
    size_t vain;                         /* bytes read for what then had no end */
    size_t line, first;                  /* mc_scan_first: what it found last, and for which line */
    size_t looked;                       /* how often the text was searched for a site's macro */
    size_t doubtful;                     /* 1 + offset of an ifdef and the like that has no end */
    size_t with, without, first_without; /* calls with dnl behind them, and without */
};

void mc_scan_init(struct mc_scan *scan, const char *text, size_t len);
void mc_scan_free(struct mc_scan *scan);

/* Reads it: calls, and the faults of quotes, comments, lines. */
void mc_read(struct mc_scan *scan);

/* Adds a fault at an offset; NULL if there are too many already. */
struct mc_fault *mc_scan_fault(struct mc_scan *scan, const char *id, bool breaks, size_t at,
                               const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Each takes a fault that may be NULL. */
void mc_scan_mend(struct mc_fault *fault, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The line of the offset with bytes [from, to) of it replaced. */
void mc_scan_instead(const struct mc_scan *scan, struct mc_fault *fault, size_t from, size_t to,
                     const char *by);

long mc_scan_line(const struct mc_scan *scan, size_t at);    /* from 1 */
size_t mc_scan_begin(const struct mc_scan *scan, size_t at); /* of the line */
size_t mc_scan_end(const struct mc_scan *scan, size_t at);   /* of the line, at its newline or \r */
size_t mc_scan_blanks(const struct mc_scan *scan, size_t at); /* behind blanks of the line */
size_t mc_scan_first(struct mc_scan *scan, size_t at);        /* of the line that is no blank */
size_t mc_scan_word(const struct mc_scan *scan, size_t at);   /* the length of the word, or 0 */

/* Bytes of a quote that m4 does not know: typographic, acute; 0 if there is none. */
size_t mc_mend_curly(const char *text);
/*
 * The line, of which a call's arguments begin at offset `from`, with the quotes and the
 * parenthesis that are wanted; NULL if that cannot be told, or nothing is wrong.  Caller frees.
 */
char *mc_mend_line(const char *line, size_t len, size_t from);

/* Faults of the names that are defined; mc_order_judge calls it. */
void mc_names_judge(struct mc_scan *scan, const struct strs *known);

/* Whether a line, which ends with a newline or a NUL, is prose and none of sendmail.cf. */
bool mc_prose_is(const char *line);

/* Faults of the calls: what stands where, names, features. */
void mc_order_judge(struct mc_scan *scan, const struct strs *known);

#endif
