/* Aliases as a map; see aliases.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "cf/aliases.h"

static int put_alias(struct str *alias, FILE *to, const char *name, struct err *err);
static void each_entry(const char *text, bool list, aliases_target_fn *each, void *arg);
static void put_targets(const char *entry, bool list, long line, aliases_target_fn *each,
                        void *arg);
static const char *next_target(const char *at, struct str *target);

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

void aliases_targets(const char *text, aliases_target_fn *each, void *arg)
{
    each_entry(text, false, each, arg);
}

void aliases_list_targets(const char *text, aliases_target_fn *each, void *arg)
{
    each_entry(text, true, each, arg);
}

/* Joins continuation lines; a list has none, since blanks there are only blanks. */
static void each_entry(const char *text, bool list, aliases_target_fn *each, void *arg)
{
    struct str entry = STR_INIT;
    long line = 0, begin = 0;
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        line++;
        if (at[0] != '#' && strspn(at, " \t\r") < len) {
            if (list || (at[0] != ' ' && at[0] != '\t')) {
                put_targets(str_text(&entry), list, begin, each, arg);
                str_clear(&entry);
                begin = line;
            }
            str_addn(&entry, at, len);
        }
        at += len + (at[len] == '\n' ? 1 : 0);
    }
    put_targets(str_text(&entry), list, begin, each, arg);
    str_free(&entry);
}

static void put_targets(const char *entry, bool list, long line, aliases_target_fn *each, void *arg)
{
    struct str target = STR_INIT;
    const char *at = entry;
    if (!list) {
        at += strcspn(at, ":");
        at += *at == ':' ? 1 : 0;
    }
    while (*at != '\0') {
        at = next_target(at, &target);
        if (target.len > 0)
            each(arg, line, str_text(&target));
        str_clear(&target);
    }
    str_free(&target);
}

/* Up to the next comma that is not quoted; returns what stands behind it. */
static const char *next_target(const char *at, struct str *target)
{
    bool quoted = false;
    at += strspn(at, " \t\r");
    for (; *at != '\0' && (quoted || *at != ','); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (*at == '\\' && at[1] != '\0')
            str_addch(target, *++at);
        else
            str_addch(target, *at);
    }
    while (target->len > 0 && strchr(" \t\r", target->buf[target->len - 1]) != NULL)
        target->buf[--target->len] = '\0';
    return *at == ',' ? at + 1 : at;
}
