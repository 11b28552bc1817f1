/*
 * A growable string of bytes.  Always NUL-terminated once something was added;
 * may hold NUL bytes inside.  Start from `struct str s = STR_INIT;`.
 */
#ifndef MCWIZARD_BASE_STR_H
#define MCWIZARD_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
    char *buf;  /* owned; NULL while empty and never grown */
    size_t len; /* bytes in use, without the terminating NUL */
    size_t cap; /* bytes allocated */
};

#define STR_INIT                                                                                   \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *bytes, size_t len);
void str_addch(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_addv(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/*
 * Appends a stranger's text so that a terminal shows it and does nothing else: control
 * characters and what is no UTF-8 become \t, \n and \x1b.
 */
void str_add_shown(struct str *s, const char *text);

/* The same of a text of lines, which stay lines; TABs stay, too. */
void str_add_lines_shown(struct str *s, const char *text);

/* Whether a text ends with another. */
bool str_ends(const char *text, const char *end);

/* Frees *text (may be NULL) and puts a formatted string, which the caller owns, in its place. */
void str_set(char **text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The bytes of the UTF-8 character at text, 0 if there is none. */
size_t str_utf8_len(const char *text);
/* The text as UTF-8: each byte that is none becomes U+FFFD. */
void str_add_utf8(struct str *s, const char *text);

/* Makes room for at least `more` further bytes (and a NUL). */
void str_reserve(struct str *s, size_t more);

void str_clear(struct str *s);             /* length 0, memory kept */
void str_free(struct str *s);              /* back to STR_INIT */
char *str_take(struct str *s);             /* the text; caller frees; s is STR_INIT again */
const char *str_text(const struct str *s); /* borrowed; "" while empty */

/* A growable list of owned strings. */
struct strs {
    char **v;
    size_t n;
    size_t cap;
};

void strs_add(struct strs *l, const char *text);
void strs_addn(struct strs *l, const char *text, size_t len);
void strs_add_take(struct strs *l, char *text); /* takes text */
bool strs_has(const struct strs *l, const char *text);
void strs_sort(struct strs *l); /* by bytes (strcmp) */
void strs_free(struct strs *l);

/*
 * Splits text at every byte of seps, leaving out empty parts and the blanks
 * around each part; appends the parts to l.
 */
void strs_split(struct strs *l, const char *text, const char *seps);

/* The way back: appends the items to out, sep between them. */
void strs_join(const struct strs *l, const char *sep, struct str *out);

/* The item of names[0..n) nearest to text by edit distance, or NULL if none is near. */
const char *str_nearest(const char *text, const char *const *names, size_t n);

#endif
