/* Tests of the table of settings: every row is whole, and names are found. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/setting.h"
#include "model/value.h"

static value_complaint ignore;

static void ignore(void *arg, const char *where, bool is_key, const char *what, const char *mend)
{
    (void)arg, (void)where, (void)is_key, (void)what, (void)mend;
}

Test(model_setting, rows_have_all_their_texts)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        const char *const texts[] = {s->since, s->becomes, s->prompt, s->help, s->why, s->source};
        for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
            cr_assert(texts[k] != NULL && texts[k][0] != '\0', "%s: text %zu", s->path, k);
            for (const char *c = texts[k]; *c != '\0'; c++)
                cr_assert(*c >= ' ' && *c < 0x7f, "%s: text %zu is not one line of ASCII", s->path,
                          k);
            cr_expect(texts[k][strlen(texts[k]) - 1] != ' ', "%s: text %zu", s->path, k);
        }
        /* A question, or a name without a full stop; sentences otherwise. */
        cr_expect(s->prompt[strlen(s->prompt) - 1] != '.', "%s: prompt", s->path);
        const char *stop = strrchr(s->help, '.');
        cr_expect(stop != NULL && (stop[1] == '\0' || strcmp(stop, ".)") == 0), "%s: help",
                  s->path);
        cr_expect(s->why[strlen(s->why) - 1] == '.', "%s: why", s->path);
        cr_expect(isupper((unsigned char)s->prompt[0]), "%s: prompt", s->path);
        cr_expect_eq(strncmp(s->since, "8.", 2), 0, "%s: since", s->path);
        cr_expect(s->roles != 0 && (s->roles & ~(unsigned)ROLE_ANY) == 0, "%s: roles", s->path);
    }
}

Test(model_setting, rows_fit_their_type)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        cr_expect_eq(s->type == TYPE_INT, s->min != 0 || s->max != 0, "%s: bounds", s->path);
        cr_expect(s->min <= s->max, "%s: bounds", s->path);
        cr_expect_eq(s->type == TYPE_CHOICE, s->choices != NULL, "%s: choices", s->path);
        if (s->choices != NULL)
            cr_expect(s->choices[0] != NULL && s->choices[1] != NULL, "%s: choices", s->path);
        if (s->shape == SHAPE_MAP)
            cr_expect_not_null(type_table[s->key_type].pattern, "%s: key type", s->path);
        if (s->suffix != NULL)
            cr_expect_not_null(s->conf, "%s: a suffix for nothing", s->path);
        if (s->in_submit)
            cr_expect_not_null(s->conf, "%s: in_submit for nothing", s->path);
        if (s->conf != NULL)
            cr_expect_eq(strncmp(s->conf, "conf", 4), 0, "%s: conf", s->path);
    }
}

Test(model_setting, defaults_are_valid)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        json_t *value = value_fallback(s);
        if (value == NULL)
            cr_expect_str_eq(s->path, "host.name", "%s must be given", s->path);
        else
            cr_expect_eq(value_check(s, value, ignore, NULL), 0, "%s", s->path);
        json_decref(value);
    }
}

Test(model_setting, names_are_unique)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        for (size_t k = i + 1; k < setting_count(); k++) {
            const struct setting *other = setting_at(k);
            cr_expect_str_neq(s->path, other->path);
            if (s->conf != NULL && other->conf != NULL)
                cr_expect_str_neq(s->conf, other->conf, "%s and %s", s->path, other->path);
            cr_expect_str_neq(s->prompt, other->prompt, "%s and %s", s->path, other->path);
        }
    }
}

Test(model_setting, paths_are_of_their_section)
{
    size_t n = 0;
    for (const struct section *section = setting_sections; section->name != NULL; section++) {
        size_t len = strlen(section->name);
        cr_expect(section->title[0] != '\0');
        cr_expect_not_null(section->rows[0].path, "%s is empty", section->name);
        for (const struct setting *s = section->rows; s->path != NULL; s++) {
            cr_assert_eq(setting_at(n++), s, "%s: not in order", s->path);
            cr_expect(strncmp(s->path, section->name, len) == 0 && s->path[len] == '.', "%s in %s",
                      s->path, section->name);
            for (const char *c = s->path + len + 1; *c != '\0'; c++)
                cr_expect(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_',
                          "%s", s->path);
        }
    }
    cr_expect_eq(n, setting_count());
}

Test(model_setting, sections_are_those_of_the_house)
{
    static const char *const names[] = {
        "host",     "roles",      "local",     "outbound",   "inbound", "relay",
        "tls",      "submission", "addresses", "masquerade", "refuse",  "filters",
        "received", "privacy",    "logging",   "limits",     "queue",   "timeouts",
        "access",   "tables",     "more",      "extra",      "audit",   "apply"};
    size_t n = 0;
    for (; setting_sections[n].name != NULL; n++) {
        cr_assert_lt(n, ARRAY_LEN(names));
        cr_expect_str_eq(setting_sections[n].name, names[n]);
    }
    cr_expect_eq(n, ARRAY_LEN(names));
}

Test(model_setting, find)
{
    for (size_t i = 0; i < setting_count(); i++) {
        size_t index = 9999;
        cr_expect_eq(setting_find(setting_at(i)->path, &index), setting_at(i));
        cr_expect_eq(index, i);
    }
    static const char *const none[] = {"",           "host",      "host.",      ".name",
                                       "host.name ", "HOST.NAME", "host.name.x"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        cr_expect_null(setting_find(none[i], NULL), "\"%s\"", none[i]);
}

Test(model_setting, nearest)
{
    static const struct {
        const char *text, *near; /* near: NULL if none */
    } rows[] = {
        {"relay.netwroks", "relay.networks"}, {"relay.network", "relay.networks"},
        {"rely.networks", "relay.networks"},  {"host.networks", "relay.networks"},
        {"outbound.hub", "local.hub"},        {"limits.hop", "limits.hops"},
        {"privacy.FLAGS", "privacy.flags"},   {"zzzzzzzzzzzzz.qqqqqqq", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *near = setting_nearest(rows[i].text);
        if (rows[i].near == NULL)
            cr_expect_null(near, "%s: %s", rows[i].text, near);
        else
            cr_expect_str_eq(near != NULL ? near : "(none)", rows[i].near);
    }
}
