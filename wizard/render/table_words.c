/* The words of tables; see table_words.h. */
#include <string.h>
#include <strings.h>

#include "render/table_words.h"

enum {
    DOMAIN_MAX = 253,
    LABEL_MAX = 63,
    LOCAL_MAX = 64,
    ADDRESS_MAX = 254,
    PATH_MAX_BYTES = 255,
    QUOTED_MAX = 255 /* MAXNAME of sendmail, less its NUL */
};

bool word_is(const char *p, size_t n, const char *text)
{
    return strlen(text) == n && strncasecmp(p, text, n) == 0;
}

bool word_begins(const char *p, size_t n, const char *text)
{
    size_t len = strlen(text);
    return n >= len && strncasecmp(p, text, len) == 0;
}

bool word_domain(const char *p, size_t n)
{
    size_t label = 0; /* bytes of it so far */
    bool number = true;
    if (n == 0 || n > DOMAIN_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (c == '.') {
            if (label == 0 || p[i - 1] == '-')
                return false;
            label = 0;
            number = true;
        } else if (word_letter(c) || c == '_' || (c == '-' && label > 0)) {
            number = false;
            label++;
        } else if (word_digit(c)) {
            label++;
        } else {
            return false;
        }
        if (label > LABEL_MAX)
            return false;
    }
    return label > 0 && !number && p[n - 1] != '-';
}

bool word_local(const char *p, size_t n)
{
    if (n == 0 || n > LOCAL_MAX || p[0] == '.' || p[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!word_letter(p[i]) && !word_digit(p[i]) && !word_among(p[i], "_+=~'-."))
            return false;
        if (p[i] == '.' && p[i + 1] == '.') /* the last one is no dot */
            return false;
    }
    return true;
}

bool word_address(const char *p, size_t n)
{
    const char *at = memchr(p, '@', n);
    if (at == NULL || n > ADDRESS_MAX)
        return false;
    size_t local = (size_t)(at - p);
    return word_local(p, local) && word_domain(at + 1, n - local - 1);
}

unsigned word_ipv4(const char *p, size_t n)
{
    unsigned parts = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned value = 0;
        size_t begin = i;
        for (; i < n && word_digit(p[i]) && i - begin < 4; i++)
            value = value * 10 + (unsigned)(p[i] - '0');
        bool zero = p[begin] == '0' && i - begin > 1;
        if (i == begin || zero || value > 255 || ++parts > 4)
            return 0;
        if (i < n && (p[i] != '.' || i + 1 == n))
            return 0;
    }
    return parts;
}

unsigned word_ipv6(const char *p, size_t n)
{
    unsigned parts = 0;
    for (size_t i = 0; i < n; i++) {
        size_t begin = i;
        while (i < n && (word_digit(p[i]) || (word_letter(p[i]) && (p[i] | 0x20) <= 'f')))
            i++;
        bool zero = i > begin && p[begin] == '0' && i - begin > 1;
        if (i == begin || zero || i - begin > 4 || ++parts > 8)
            return 0;
        if (i < n && (p[i] != ':' || i + 1 == n))
            return 0;
    }
    return parts;
}

bool word_path(const char *p, size_t n)
{
    if (n < 2 || n > PATH_MAX_BYTES || p[0] != '/' || p[n - 1] == '/')
        return false;
    for (size_t i = 0; i < n; i++) {
        bool first = i > 0 && p[i - 1] == '/';
        bool plain = word_letter(p[i]) || word_digit(p[i]) || word_among(p[i], "_+=@%~-/");
        if (first ? !plain || p[i] == '/' : !plain && p[i] != '.')
            return false;
    }
    return true;
}

bool word_text(const char *p, size_t n)
{
    bool quoted = false;
    size_t begin = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\\') {
            if (++i == n)
                return false; /* it would take away what follows */
        } else if (p[i] == '"') {
            if (quoted && i + 1 - begin > QUOTED_MAX)
                return false;
            quoted = !quoted;
            begin = i;
        } else if (!quoted && word_among(p[i], "<>()")) {
            return false;
        }
    }
    return !quoted;
}
