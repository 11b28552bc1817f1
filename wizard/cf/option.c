/* Walking and searching the tables of options and flags; see option.h. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/option.h"

static const struct cf_option *const tables[] = {
    cf_options_security, cf_options_limits,   cf_options_tls,
    cf_options_timeouts, cf_options_delivery, cf_options_format,
};

const struct cf_option *cf_option_next(const struct cf_option *row)
{
    size_t t = 0;
    if (row == NULL)
        return tables[0];
    if (row[1].name != NULL)
        return row + 1;
    /* The end of a table: find which one, the next begins there. */
    for (; t < ARRAY_LEN(tables); t++) {
        const struct cf_option *r = tables[t];
        while (r->name != NULL && r != row)
            r++;
        if (r == row)
            break;
    }
    return t + 1 < ARRAY_LEN(tables) ? tables[t + 1] : NULL;
}

const struct cf_option *cf_option_match(const char *name, size_t len)
{
    const struct cf_option *found = NULL;
    bool several = false;
    int first = len > 0 ? tolower((unsigned char)name[0]) : '\0';
    for (size_t t = 0; t < ARRAY_LEN(tables); t++)
        for (const struct cf_option *r = tables[t]; r->name != NULL; r++) {
            if (tolower((unsigned char)r->name[0]) != first || strncasecmp(r->name, name, len) != 0)
                continue;
            if (r->name[len] == '\0')
                return r;
            /* Suboptions cannot be shortened, and are no reading of a short name. */
            if (strchr(r->name, '.') != NULL)
                continue;
            several = several || found != NULL;
            found = r;
        }
    return several ? NULL : found;
}

const struct cf_option *cf_option_find(const char *name)
{
    const struct cf_option *r = cf_option_match(name, strlen(name));
    return r != NULL && r->name[strlen(name)] == '\0' ? r : NULL;
}

const struct cf_option *cf_option_by_letter(char letter)
{
    for (size_t t = 0; t < ARRAY_LEN(tables); t++)
        for (const struct cf_option *r = tables[t]; r->name != NULL; r++)
            if (r->letter != '\0' && r->letter == letter)
                return r;
    return NULL;
}

const struct cf_flag_row *cf_flag_find(const char *option, const char *name)
{
    const struct cf_flag_row *any = NULL;
    bool letters = strcmp(option, "AuthOptions") == 0 || strcmp(option, "DaemonPortOptions") == 0;
    for (const struct cf_flag_row *r = cf_flags; r->name != NULL; r++) {
        if (strcmp(r->option, option) != 0)
            continue;
        if (letters ? strcmp(r->name, name) == 0 : strcasecmp(r->name, name) == 0)
            return r;
        if (strcmp(r->name, "*") == 0)
            any = r;
    }
    return any;
}

const struct cf_flag_row *cf_flag_next(const struct cf_flag_row *row)
{
    if (row == NULL)
        return cf_flags;
    return row[1].name != NULL ? row + 1 : NULL;
}

const char *cf_type_name(enum cf_type type)
{
    static const char *const names[] = {
        [CF_TYPE_BOOL] = "boolean", [CF_TYPE_INT] = "number", [CF_TYPE_SIZE] = "size",
        [CF_TYPE_TIME] = "time",    [CF_TYPE_MODE] = "mode",  [CF_TYPE_CHOICE] = "choice",
        [CF_TYPE_STRING] = "text",  [CF_TYPE_PATH] = "path",  [CF_TYPE_USER] = "user",
        [CF_TYPE_LIST] = "list",    [CF_TYPE_SET] = "flags",  [CF_TYPE_KEYED] = "clauses",
    };
    return names[type];
}

const char *cf_way_name(enum cf_way way)
{
    static const char *const names[] = {
        [CF_WAY_NEUTRAL] = "makes no difference to security",
        [CF_WAY_LESS] = "less is harder",
        [CF_WAY_MORE] = "more is harder",
        [CF_WAY_TRUE] = "true is harder",
        [CF_WAY_FALSE] = "false is harder",
        [CF_WAY_PRESENT] = "a value is harder than none",
        [CF_WAY_ABSENT] = "no value is harder",
        [CF_WAY_FLAGS] = "each flag counts by itself",
        [CF_WAY_JUDGED] = "judged by its value",
        [CF_WAY_UNKNOWN] = "nobody can tell from the value",
    };
    return names[way];
}
