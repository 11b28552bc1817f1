/* Aliases as a map; see aliases.h. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "cf/aliases.h"

static int put_alias(struct str *alias, FILE *to, const char *name, struct err *err);

int aliases_as_map(FILE *from, FILE *to, const char *name, struct err *err)
{
    struct str alias = STR_INIT;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int rc = 0;
    while (rc == 0 && (len = getline(&line, &cap, from)) > 0) {
        while (len > 0 && strchr("\n\t ", line[len - 1]) != NULL)
            line[--len] = '\0';
        if (len == 0 || line[0] == '#')
            continue;
        if (line[0] != ' ' && line[0] != '\t')
            rc = put_alias(&alias, to, name, err);
        str_add(&alias, line);
    }
    if (rc == 0)
        rc = put_alias(&alias, to, name, err);
    if (rc == 0 && (fputs("@\t@\n", to) == EOF || fflush(to) != 0 || ferror(from)))
        rc = err_set_errno(err, name, "cannot convert");
    free(line);
    str_free(&alias);
    return rc;
}

static int put_alias(struct str *alias, FILE *to, const char *name, struct err *err)
{
    const char *text = str_text(alias);
    size_t key = strcspn(text, ":"), value = key + (text[key] == ':');
    int rc = 0;
    value += strspn(text + value, " \t");
    if (alias->len > MAKEMAP_LINE_MAX) {
        err_set_at(err, ERR_INPUT, name, 0, 0, "the alias %.*s has %zu bytes, and makemap takes %d",
                   (int)strcspn(text, ": \t"), text, alias->len, MAKEMAP_LINE_MAX);
        rc = err_mend(err, "put its addresses into a list (:include:/path), or compile the aliases "
                           "with newaliases");
    } else if (alias->len > 0) {
        while (key > 0 && strchr(" \t", text[key - 1]) != NULL)
            key--;
        if (fprintf(to, "%.*s\t%s\n", (int)key, text, text + value) < 0)
            rc = err_set_errno(err, name, "cannot convert");
    }
    str_clear(alias);
    return rc;
}
