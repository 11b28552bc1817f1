/*
 * The words that lines of tables are made of.  Bytes and a length, no NUL needed:
 * a table has a million lines, so nothing is copied and no pattern is compiled.
 */
#ifndef MCWIZARD_RENDER_TABLE_WORDS_H
#define MCWIZARD_RENDER_TABLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool word_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool word_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool word_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Whether it is one of the characters of a text; NUL is none. */
static inline bool word_among(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static inline char word_fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* How many bytes of a word an error shows: for %.*s. */
static inline int word_shown(size_t n)
{
    return n < 60 ? (int)n : 60;
}

/* Whether the bytes are that text, whatever the case of their letters. */
bool word_is(const char *p, size_t n, const char *text);
bool word_begins(const char *p, size_t n, const char *text);

/* Labels of letters, digits, - and _ between dots; one label is enough; the last is no number. */
bool word_domain(const char *p, size_t n);

/* What may stand before an @: no character that routes mail or means something to sendmail. */
bool word_local(const char *p, size_t n);

/* local@domain */
bool word_address(const char *p, size_t n);

/* The parts of "192.0.2" (1 to 4, each 0 to 255 without zeros before it); 0: it is none. */
unsigned word_ipv4(const char *p, size_t n);

/* The parts of "2001:db8:1" as sendmail writes them: 1 to 8, without :: and zeros before; or 0. */
unsigned word_ipv6(const char *p, size_t n);

/* An absolute path of plain characters, without a part that begins with a dot. */
bool word_path(const char *p, size_t n);

/*
 * A text of a reply or a reason: its double quotes are closed, no quoted word is
 * longer than sendmail takes (255 bytes), and < > ( ) stand inside quotes only.
 */
bool word_text(const char *p, size_t n);

#endif
