/* A .mc built by hand, and what an import makes of it. */
#ifndef MCWIZARD_TESTS_IMPORT_SAID_H
#define MCWIZARD_TESTS_IMPORT_SAID_H

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "import/calls.h"
#include "import/import.h"

struct said {
    struct mc mc;
    struct import imp;
};

static inline void said_begin(struct said *s)
{
    *s = (struct said){.mc = {.n = 0}};
    s->mc.name = mem_dup("x.mc");
    import_init(&s->imp, layout_find("debian"));
}

/* A call of the site's own at that line; its arguments are ended by NULL. */
static inline struct mc_call *said_call(struct said *s, long line, const char *macro, ...)
{
    const struct mc_place place = {.file = s->mc.name, .line = line};
    struct mc_call *call = mc_add_call(&s->mc, macro, place, true);
    va_list ap;
    va_start(ap, macro);
    for (const char *arg; (arg = va_arg(ap, const char *)) != NULL;)
        strs_add(&call->args, arg);
    va_end(ap);
    return call;
}

static inline void said_import(struct said *s)
{
    import_calls(&s->imp, &s->mc);
}

static inline void said_end(struct said *s)
{
    import_free(&s->imp);
    mc_free(&s->mc);
}

/* What the profile says at a path, as JSON; "" for nothing.  Good until the next call. */
static inline const char *said_at(const struct said *s, const char *path)
{
    static char *text;
    const json_t *value = import_value(&s->imp, path);
    free(text);
    text = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : strdup("");
    return text;
}

static inline void said_expect(const struct said *s, const char *path, const char *wanted)
{
    const char *got = said_at(s, path);
    cr_expect_str_eq(got, wanted, "%s: %s instead of %s", path, got, wanted);
}

/* The line of the source; there must be one, and only one. */
static inline const struct import_line *said_line(const struct said *s, long line)
{
    const struct import_line *found = NULL;
    for (size_t i = 0; i < s->imp.n_lines; i++)
        if (s->imp.lines[i].place.line == line) {
            cr_assert_null(found, "line %ld is there twice: %s", line, s->imp.lines[i].text);
            found = &s->imp.lines[i];
        }
    cr_assert_not_null(found, "line %ld is dropped", line);
    return found;
}

static inline void said_expect_fate(const struct said *s, long line, enum import_fate fate,
                                    const char *why)
{
    const struct import_line *l = said_line(s, line);
    const char *told = l->why != NULL ? l->why : "";
    cr_expect_eq(l->fate, fate, "line %ld, %s: fate %d, %s", line, l->text, (int)l->fate, told);
    cr_expect(strstr(told, why) != NULL, "line %ld, %s: %s", line, l->text, told);
}

#endif
