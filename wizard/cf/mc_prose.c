/* Prose where lines of sendmail.cf go; see mc_scan.h. */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_scan.h"

static bool has_english(const char *line);

/*
 * Two words, of which the first is letters alone.  No line of sendmail.cf begins with another
 * letter than these; with one of them, only words that are no name tell: "Cwmail news" is one.
 */
bool mc_prose_is(const char *line)
{
    size_t len = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    size_t rest = len + strspn(line + len, " \t");
    if (len == 0 || rest == len || !isalpha((unsigned char)line[rest]))
        return false;
    size_t next = strcspn(line + rest, " \t\r\n(");
    if (strncmp(line + rest, "dnl", 3) == 0 || mc_word_find(line + rest, next) != NULL)
        return false;
    return strchr("RSODCFMHKPTVEQX", *line) == NULL || (*line != 'D' && has_english(line));
}

/* Not those of two letters, which may be a country's domain. */
static bool has_english(const char *line)
{
    static const char *const words[] = {"the",  "and",  "are",    "from",    "with",   "this",
                                        "that", "for",  "not",    "through", "which",  "will",
                                        "when", "you",  "your",   "our",     "should", "these",
                                        "must", "only", "because"};
    for (const char *at = line; *at != '\0' && *at != '\n'; at++) {
        size_t len = strcspn(at, " \t\r\n");
        for (size_t i = 0; i < ARRAY_LEN(words) && at > line && len > 0; i++)
            if (strlen(words[i]) == len && strncmp(words[i], at, len) == 0)
                return true;
        at += len;
        if (*at == '\0' || *at == '\n')
            break;
    }
    return false;
}
