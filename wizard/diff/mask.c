/*
 * Secrets in values: passwords of AUTH ("P:secret", "P=base64" in AuthInfo
 * entries) and of LDAP, and whatever an environment variable calls a secret.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "diff/internal.h"

static const char *mark_before(const char *text, const char *end);

/* What comes right after the mark, up to a quote, a blank or the end, is a secret. */
static const char *const marks[] = {"\"P:",    "\"P=",    "ldap_secret=", "password=", "passwd=",
                                    "bindpw=", "secret=", "password:",    "bindpass=", "token="};

/* Environment variables that hold secrets are known by their names. */
bool diff_is_secret(const char *name, size_t len)
{
    static const char *const words[] = {"PASS", "SECRET", "TOKEN", "KEY"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t n = strlen(words[i]);
        for (size_t at = 0; at + n <= len; at++)
            if (strncasecmp(name + at, words[i], n) == 0)
                return true;
    }
    return false;
}

/* In a .cf a line `Ename=value`; in a table a line with the key AuthInfo:host. */
void diff_mask_lines(const char *text, bool table, bool secret, struct str *out)
{
    struct str line = STR_INIT;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        size_t name = table ? strcspn(text, " \t\n") : strcspn(text, "=\n");
        bool hide = table ? secret || strncasecmp(text, "authinfo:", strlen("authinfo:")) == 0
                          : text[0] == 'E' && diff_is_secret(text + 1, name < len ? name - 1 : 0);
        if (hide && text[0] != '#' && name < len) {
            str_addn(out, text, name + 1);
            str_add(out, "(secret)");
        } else {
            str_clear(&line);
            str_addn(&line, text, len);
            diff_mask(str_text(&line), out);
        }
        text += len;
        if (*text == '\n')
            str_addch(out, *text++);
    }
    str_free(&line);
}

/* Every mark ends with `=' or `:', so only those are looked at. */
void diff_mask(const char *value, struct str *out)
{
    const char *from = value;
    for (const char *at = value; (at = strpbrk(at, "=:")) != NULL;) {
        at++;
        const char *mark = mark_before(from, at);
        if (mark == NULL)
            continue;
        bool quoted = mark[0] == '"';
        str_addn(out, from, (size_t)(at - from));
        str_add(out, "(secret)");
        while (*at != '\0' && *at != '"' && (quoted || (*at != ' ' && *at != '\t')))
            at++;
        from = at;
    }
    str_add(out, from);
}

/* The mark that a text ends with at end, or NULL. */
static const char *mark_before(const char *text, const char *end)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        size_t len = strlen(marks[i]);
        if ((size_t)(end - text) >= len && strncasecmp(end - len, marks[i], len) == 0)
            return marks[i];
    }
    return NULL;
}
