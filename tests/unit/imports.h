/* What an import says of a profile, for the units of its room. */
#ifndef MCWIZARD_TESTS_IMPORTS_H
#define MCWIZARD_TESTS_IMPORTS_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "import/tables.h"

static inline json_t *value_at(const struct import *imp, const char *path)
{
    char *section = strndup(path, strcspn(path, "."));
    json_t *value = json_object_get(json_object_get(imp->values, section), strchr(path, '.') + 1);
    free(section);
    return value;
}

/* What a profile says at a path, as JSON; "" for nothing.  Good until the next call. */
static inline const char *said(const struct import *imp, const char *path)
{
    static char *text;
    json_t *value = value_at(imp, path);
    free(text);
    text = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : strdup("");
    return text;
}

static inline void expect_said(const struct import *imp, const char *path, const char *wanted)
{
    const char *got = said(imp, path);
    cr_expect_str_eq(got, wanted, "%s: %s instead of %s", path, got, wanted);
}

static inline void read_access(struct import *imp, const struct import_terms *terms,
                               const char *text, struct str *rest)
{
    import_table_access(imp, terms, text, strlen(text), "/etc/mail/access", rest);
}

#endif
