/* How one call becomes a setting: the pieces that the rows share; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/internal.h"

#include "model/setting.h"

static void taken(struct import_step *step, const char *path);
static bool read_time(const char *text, char unit, long *seconds);
static long unit_seconds(char unit);
static const char *choice_of(const struct setting *s, const char *value);

bool import_step_set(struct import_step *step, const char *path, const char *value)
{
    if (!import_set(step->imp, path, value, &step->line->why))
        return false;
    taken(step, path);
    return true;
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
    size_t took = 0;
    strs_split(&words, text, " \t\n,");
    for (size_t i = 0; i < words.n; i++) {
        char *why = NULL;
        if (import_add(step->imp, path, words.v[i], &why)) {
            taken(step, path);
            took++;
        } else {
            import_add_left(step->imp, step->line->place.file, step->line->place.line, words.v[i],
                            why != NULL ? why : "is no value of the setting");
        }
        free(why);
    }
    bool any = took > 0 || words.n == 0;
    strs_free(&words);
    return any;
}

static void taken(struct import_step *step, const char *path)
{
    if (!strs_has(&step->line->settings, path))
        strs_add(&step->line->settings, path);
    free(step->line->why);
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
    const struct cf_option *option = NULL;
    MUST(s != NULL);
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL && option == NULL;
         o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, conf) == 0)
            option = o;
    if (s->type == TYPE_BOOL) {
        char c = (char)tolower((unsigned char)value[0]);
        str_add(out, c == 't' || c == 'y' || c == '1' || c == '\0' ? "true" : "false");
        return true;
    }
    if (s->type == TYPE_INT && s->suffix != NULL) {
        long seconds, each = unit_seconds(s->suffix[0]);
        char unit = option != NULL && option->unit != '\0' ? option->unit : 's';
        if (!read_time(value, unit, &seconds) || seconds % each != 0)
            return false;
        str_addf(out, "%ld", seconds / each);
        return true;
    }
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
