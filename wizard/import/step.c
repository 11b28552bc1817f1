/* How one call becomes a setting: the pieces that the rows share; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/internal.h"

#include "model/profile.h"
#include "model/setting.h"
#include "model/variable.h"

static void taken(struct import_step *step, const char *path);
static bool read_time(const char *text, char unit, long *seconds);
static long unit_seconds(char unit);
static const char *choice_of(const struct setting *s, const char *value);

bool import_step_set(struct import_step *step, const char *path, const char *value)
{
    if (!import_set(step->imp, path, value, &step->line->why))
        return false;
    taken(step, path);
    import_decide(step->imp, path, step->line);
    return true;
}

void import_decide(struct import *imp, const char *path, const struct import_line *line)
{
    static const char *const roles[IMPORT_ROLES] = {"roles.local", "roles.outbound",
                                                    "roles.inbound", "roles.relay"};
    for (size_t i = 0; i < IMPORT_ROLES; i++)
        if (strcmp(roles[i], path) == 0)
            str_set(&imp->roles[i].evidence, "%s:%ld: %s", line->place.file, line->place.line,
                    line->text);
}

bool import_step_add(struct import_step *step, const char *path, const char *item)
{
    if (!import_add(step->imp, path, item, &step->line->why))
        return false;
    taken(step, path);
    return true;
}

bool import_step_put(struct import_step *step, const char *path, const char *key, const char *value)
{
    if (!import_put(step->imp, path, key, value, &step->line->why))
        return false;
    taken(step, path);
    return true;
}

bool import_step_words(struct import_step *step, const char *path, const char *text)
{
    struct strs words = {0};
    char *dropped = NULL;
    size_t took = 0;
    strs_split(&words, text, " \t\n,");
    for (size_t i = 0; i < words.n; i++) {
        char *why = NULL;
        const struct setting *s = setting_find(path, NULL);
        const char *choice = NULL; /* sendmail knows them in any case */
        for (const char *const *c = s->choices; c != NULL && *c != NULL && choice == NULL; c++)
            choice = strcasecmp(*c, words.v[i]) == 0 ? *c : NULL;
        if (import_add(step->imp, path, choice != NULL ? choice : words.v[i], &why)) {
            taken(step, path);
            took++;
        } else {
            import_add_left(step->imp, step->line->place.file, step->line->place.line, words.v[i],
                            why != NULL ? why : "is no value of the setting");
            free(dropped);
            dropped = mem_dup(words.v[i]);
        }
        free(why);
    }
    if (dropped != NULL)
        str_set(&step->line->why, "%s is not carried", dropped);
    free(dropped);
    bool any = took > 0 || words.n == 0;
    strs_free(&words);
    return any;
}

bool import_governed(const struct import *imp, const char *variable)
{
    char *text = json_dumps(imp->values, 0);
    struct errs errs = {0};
    struct profile *so_far = profile_parse(text, strlen(text), "", &errs);
    bool governed = variable_gone(variable) != NULL ||
                    (so_far != NULL && variable_owner(so_far, variable) != NULL);
    profile_free(so_far);
    errs_free(&errs);
    free(text);
    return governed;
}

char *import_expand(const struct mc *mc, const char *value)
{
    enum { EXPANSIONS = 16 };
    char *text = mem_dup(value);
    for (int round = 0; round < EXPANSIONS; round++) {
        const struct mc_call *found = NULL;
        const char *at = text;
        size_t len = 0;
        while (*at != '\0' && found == NULL) {
            len = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
            bool word = len > 2 && isupper((unsigned char)*at) &&
                        !islower((unsigned char)at[len]) &&
                        (at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '_'));
            for (size_t i = mc->n; word && i > 0 && found == NULL; i--)
                if (strcmp(mc->calls[i - 1].macro, "define") == 0 && mc->calls[i - 1].args.n == 2 &&
                    strlen(mc->calls[i - 1].args.v[0]) == len &&
                    strncmp(mc->calls[i - 1].args.v[0], at, len) == 0)
                    found = &mc->calls[i - 1];
            if (found == NULL)
                at += len > 0 ? len : 1;
        }
        if (found == NULL || strpbrk(found->args.v[1], "$()") != NULL)
            break;
        struct str out = STR_INIT;
        str_addn(&out, text, (size_t)(at - text));
        str_addf(&out, "%s%s", found->args.v[1], at + len);
        free(text);
        text = str_take(&out);
        if (text == NULL)
            text = mem_dup("");
    }
    /* Only whole pairs are quotes. */
    size_t opened = 0, n = 0;
    for (const char *c = text; *c != '\0'; c++)
        opened += *c == '`' ? 1 : 0;
    for (const char *c = text; *c != '\0' && opened > 0; c++)
        if (*c != '`' && *c != '\'')
            text[n++] = *c;
    if (opened > 0)
        text[n] = '\0';
    return text;
}

static void taken(struct import_step *step, const char *path)
{
    if (!strs_has(&step->line->settings, path))
        strs_add(&step->line->settings, path);
    free(step->line->why); /* of an attempt before */
    step->line->why = NULL;
}

void import_step_note(struct import_step *step, const char *kind, const char *name, const char *why)
{
    if (step->line->why == NULL)
        str_set(&step->line->why, "%s", why);
    import_add_note(step->imp, kind, name, why);
}

bool import_convert(const char *conf, const char *path, const char *value, struct str *out)
{
    const struct setting *s = setting_find(path, NULL);
    MUST(s != NULL);
    if (s->type == TYPE_BOOL) {
        char c = (char)tolower((unsigned char)value[0]);
        /* As sendmail reads it (atobool): 1 is no yes. */
        str_add(out, c == 't' || c == 'y' || c == '\0' ? "true" : "false");
        return true;
    }
    if (s->type == TYPE_INT && s->suffix != NULL)
        return import_convert_time(conf, s->suffix, value, out);
    if (s->type == TYPE_CHOICE && s->shape == SHAPE_ONE) {
        const char *choice = choice_of(s, value);
        if (choice == NULL)
            return false;
        str_add(out, choice);
        return true;
    }
    str_add(out, value);
    return true;
}

bool import_convert_time(const char *conf, const char *to, const char *value, struct str *out)
{
    long seconds, each = unit_seconds(to[0]);
    char unit = 's';
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, conf) == 0 && o->unit != '\0')
            unit = o->unit;
    MUST(each > 0);
    if (!read_time(value, unit, &seconds) || seconds % each != 0)
        return false;
    str_addf(out, "%ld", seconds / each);
    return true;
}

/* sendmail looks at the first letter alone. */
static const char *choice_of(const struct setting *s, const char *value)
{
    for (const char *const *c = s->choices; *c != NULL; c++)
        if (strcasecmp(*c, value) == 0)
            return *c;
    for (const char *const *c = s->choices; *c != NULL && s->conf != NULL; c++)
        if (tolower((unsigned char)(*c)[0]) == tolower((unsigned char)value[0]))
            return *c;
    return NULL;
}

/* 1d2h3m4s as op.me has it; unit: of a number without one. */
static bool read_time(const char *text, char unit, long *seconds)
{
    *seconds = 0;
    if (text[0] == '\0')
        return false;
    while (*text != '\0') {
        char *end;
        long n = strtol(text, &end, 10);
        if (end == text || n < 0 || n > 100000000)
            return false;
        char u = *end != '\0' ? *end : unit;
        if (unit_seconds(u) == 0)
            return false;
        *seconds += n * unit_seconds(u);
        text = *end != '\0' ? end + 1 : end;
    }
    return true;
}

static long unit_seconds(char unit)
{
    switch (unit) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 86400;
    case 'w':
        return 7 * 86400;
    default:
        return 0;
    }
}
