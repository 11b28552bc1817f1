/*
 * Secrets in values: passwords of AUTH ("P:secret", "P=base64" in AuthInfo
 * entries) and of LDAP, and whatever an environment variable calls a secret.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "diff/internal.h"

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

void diff_mask(const char *value, struct str *out)
{
    /* Only what holds one of these can hold a mark. */
    if (strpbrk(value, "=:") == NULL) {
        str_add(out, value);
        return;
    }
    while (*value != '\0') {
        size_t hit = 0;
        for (size_t i = 0; i < ARRAY_LEN(marks) && hit == 0; i++) {
            size_t len = strlen(marks[i]);
            if ((*value | 0x20) == (marks[i][0] | 0x20) && strncasecmp(value, marks[i], len) == 0)
                hit = len;
        }
        if (hit == 0) {
            str_addch(out, *value++);
            continue;
        }
        bool quoted = *value == '"';
        str_addn(out, value, hit);
        str_add(out, "(secret)");
        value += hit;
        while (*value != '\0' && *value != '"' && (quoted || (*value != ' ' && *value != '\t')))
            value++;
    }
}
