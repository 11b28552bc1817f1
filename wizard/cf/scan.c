/* The lexical rules of sendmail.cf; see scan.h. */
#include <string.h>

#include "base/str.h"

#include "cf/scan.h"

enum { SCAN_MAX_NAME = 128 }; /* bytes; keeps the walk linear, sendmail takes 25 */

static bool is_operator(char c);
static bool is_name_char(char c);
static size_t scan_metasymbol(const char *p);

/* ASCII only, whatever the locale: sendmail tests isascii() first. */
bool cf_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\f');
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The default OperatorChars and sendmail's own delimiters. */
static bool is_operator(char c)
{
    return c != '\0' && strchr(".:%@!^/[]+()<>,;", c) != NULL;
}

size_t cf_scan_name(const char *p, size_t max, const char **name, size_t *name_len)
{
    *name = p;
    *name_len = 0;
    if (max == 0 || p[0] <= ' ' || p[0] > '~')
        return 0;
    if (p[0] != '{') {
        *name_len = 1;
        return 1;
    }
    size_t i = 1;
    while (i < max && is_name_char(p[i]))
        i++;
    if (i >= max || p[i] != '}' || i == 1)
        return 0;
    *name = p + 1;
    *name_len = i - 1;
    return i + 1;
}

static size_t scan_metasymbol(const char *p)
{
    size_t i = 1;
    if (p[1] == '\0')
        return 1;
    if (p[1] == '>') { /* $>name, $>+name, $>3 */
        i = 2;
        if (p[i] == '+')
            i++;
        while (is_name_char(p[i]))
            i++;
        return i;
    }
    if (p[1] == '=' || p[1] == '~' || p[1] == '&' || p[1] == '?')
        i = 2;
    const char *name;
    size_t name_len;
    size_t len = cf_scan_name(p + i, strnlen(p + i, SCAN_MAX_NAME), &name, &name_len);
    return i + len;
}

size_t cf_scan_token(const char *p)
{
    size_t i = 0;
    if (p[0] == '\0')
        return 0;
    if (cf_blank(p[0])) {
        while (cf_blank(p[i]))
            i++;
        return i;
    }
    if (p[0] == '$')
        return scan_metasymbol(p);
    if (p[0] == '"') {
        for (i = 1; p[i] != '\0' && p[i] != '"'; i++)
            if (p[i] == '\\' && p[i + 1] != '\0')
                i++;
        return p[i] == '"' ? i + 1 : i;
    }
    if (is_operator(p[0]))
        return 1;
    while (p[i] != '\0' && p[i] != '$' && p[i] != '"' && !cf_blank(p[i]) && !is_operator(p[i])) {
        if (p[i] == '\\' && p[i + 1] != '\0')
            i++;
        i++;
    }
    return i;
}

void cf_scan_side(const char *side, struct str *out)
{
    size_t start = out->len;
    for (size_t len; (len = cf_scan_token(side)) > 0; side += len) {
        if (cf_blank(side[0]))
            continue;
        if (out->len > start)
            str_addch(out, ' ');
        str_addn(out, side, len);
    }
}

const char *cf_scan_field(const char *p, const char **key, size_t *key_len, const char **value,
                          size_t *value_len)
{
    while (cf_blank(*p) || *p == ',')
        p++;
    if (*p == '\0')
        return NULL;
    *key = p;
    while (*p != '\0' && *p != '=' && *p != ',')
        p++;
    const char *end = p;
    while (end > *key && cf_blank(end[-1]))
        end--;
    *key_len = (size_t)(end - *key);
    if (*p == '=')
        p++;
    while (cf_blank(*p))
        p++;
    *value = end = p;
    bool quoted = false;
    for (; *p != '\0' && (quoted || *p != ','); p++) {
        bool escaped = *p == '\\' && p[1] != '\0';
        if (escaped)
            p++;
        else if (*p == '"')
            quoted = !quoted;
        if (escaped || !cf_blank(*p))
            end = p + 1; /* blanks at the end do not count, an escaped one does */
    }
    *value_len = (size_t)(end - *value);
    return p;
}

bool cf_scan_field_get(const char *fields, char key, struct str *out)
{
    const char *k;
    const char *v;
    size_t k_len;
    size_t v_len;
    while ((fields = cf_scan_field(fields, &k, &k_len, &v, &v_len)) != NULL) {
        if (k_len > 0 && k[0] == key) {
            str_addn(out, v, v_len);
            return true;
        }
    }
    return false;
}
