/* The table of macros: its rows, their order, and that each is read and written. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "import/calls.h"

#include "model/macro.h"
#include "model/setting.h"

#include "render/as_is.h"

#include "macro_rows.h"

static size_t index_of(const char *macro, const char *first)
{
    const struct macro_row *row = macro_find(macro, first);
    cr_assert_not_null(row, "%s(%s)", macro, first);
    return (size_t)(row - macro_table);
}

Test(model_macro, find)
{
    static const struct {
        const char *macro, *first, *path; /* "": no row; "-": one without a path */
    } rows[] = {
        {"FEATURE", "smrsh", "local.programs"},
        {"FEATURE", "smrs", "more.features"},
        {"FEATURE", "", "more.features"},
        {"FEATURE", "confTO_IDENT", "more.features"},
        {"define", "confTO_IDENT", "received.ident_timeout"},
        {"define", "confto_ident", "more.options"},
        {"define", "smrsh", "more.options"},
        {"define", "", "more.options"},
        {"Define", "confTO_IDENT", ""},
        {"MASQUERADE_AS", "whatever", "masquerade.as"},
        {"MAILER", "local", "roles.local"},
        {"MAILER", "smtp", "roles.outbound"},
        {"MAILER", "procmail", "more.mailers"},
        {"VERSIONID", "smtp", "-"},
        {"FEATURE", "promiscuous_relay", "-"},
        {"LOCAL_RULE_3", "", "-"},
        {"LOCAL_RULE_4", "", ""},
        {"HACK", "cssubdomain", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct macro_row *row = macro_find(rows[i].macro, rows[i].first);
        const char *path = row == NULL ? "" : row->path == NULL ? "-" : row->path;
        cr_expect_str_eq(path, rows[i].path, "%s(%s): %s", rows[i].macro, rows[i].first, path);
    }
}

/* What stands for all others of a macro comes last, and nothing stands there twice. */
Test(model_macro, every_row_is_found)
{
    size_t n = 0;
    for (const struct macro_row *row = macro_table; row->macro != NULL; row++, n++)
        cr_expect_eq(macro_find(row->macro, row->first != NULL ? row->first : "no-such-name"), row,
                     "%s(%s) is behind one that fits as well", row->macro,
                     row->first != NULL ? row->first : "");
    cr_expect_gt(n, 100);
}

static bool is_time(const struct setting *s, const char *unit)
{
    return s->type == TYPE_INT && unit != NULL && strlen(unit) == 1 && strchr("smhdw", unit[0]);
}

/* The path of a row is a setting, of the shape that it needs, which takes its value. */
Test(model_macro, rows_fit_their_settings)
{
    for (const struct macro_row *row = macro_table; row->macro != NULL; row++) {
        const char *first = row->first != NULL ? row->first : "";
        bool bare = row->how == MACRO_OPENS || row->how == MACRO_SILENT;
        cr_expect_eq(row->path == NULL, bare, "%s(%s)", row->macro, first);
        if (row->path == NULL) {
            cr_expect(row->how != MACRO_OPENS || row->why != NULL, "%s(%s)", row->macro, first);
            continue;
        }
        const struct setting *s = setting_find(row->path, NULL);
        cr_assert_not_null(s, "%s(%s): no setting %s", row->macro, first, row->path);
        bool fits = false;
        struct str set = STR_INIT;
        struct errs errs = {0};
        struct profile *p = profile_new();
        str_addf(&set, "%s=%s", row->path, row->value != NULL ? row->value : "");
        switch (row->how) {
        case MACRO_VALUE:
            fits = s->shape == SHAPE_ONE && row->value == NULL;
            break;
        case MACRO_TIME:
            fits = s->shape == SHAPE_ONE && is_time(s, row->value);
            break;
        case MACRO_CALLED:
        case MACRO_BESIDE:
            fits = row->value != NULL && profile_set(p, str_text(&set), &errs) == 0 &&
                   (row->how == MACRO_CALLED) == (s->shape == SHAPE_ONE);
            break;
        case MACRO_WORDS:
        case MACRO_ITEM:
            fits = s->shape == SHAPE_LIST && row->value == NULL;
            break;
        case MACRO_PAIR:
            fits = s->shape == SHAPE_MAP && row->value == NULL;
            break;
        case MACRO_OWN:
            fits = true; /* each_is_read */
            break;
        case MACRO_OPENS:
        case MACRO_SILENT:
            break;
        }
        cr_expect(fits, "%s(%s) does not fit %s", row->macro, first, row->path);
        profile_free(p);
        errs_free(&errs);
        str_free(&set);
    }
}

/* One row serves both ways, so what is plain is said by its setting alone (setting.h). */
Test(model_macro, no_plain_option_has_a_row)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (s->conf == NULL || s->shape != SHAPE_ONE)
            continue;
        cr_expect_null(macro_find("define", s->conf)->first, "%s has a row, and %s names it",
                       s->conf, s->path);
    }
}

/*
 * cf/README: VERSIONID, OSTYPE, DOMAIN, FEATURE, local macro definitions, MAILER, LOCAL_CONFIG,
 * LOCAL_RULE_*, LOCAL_RULESETS; and what needs another stands behind it.
 */
Test(model_macro, order)
{
    static const struct {
        const char *before[2], *after[2];
    } pairs[] = {
        {{"VERSIONID", ""}, {"OSTYPE", ""}},
        {{"OSTYPE", ""}, {"DOMAIN", ""}},
        {{"DOMAIN", ""}, {"FEATURE", "nullclient"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "blocklist_recipients"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "greet_pause"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "ratecontrol"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "conncontrol"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "queuegroup"}},
        {{"FEATURE", "access_db"}, {"FEATURE", "no-such-name"}},
        {{"FEATURE", "delay_checks"}, {"FEATURE", "ratecontrol"}},
        {{"FEATURE", "delay_checks"}, {"FEATURE", "conncontrol"}},
        {{"define", "no-such-name"}, {"FEATURE", "no-such-name"}},
        {{"INPUT_MAIL_FILTER", ""}, {"MAILER", "local"}},
        {{"MODIFY_MAILER_FLAGS", ""}, {"MAILER", "local"}},
        {{"MAILER", "local"}, {"MAILER", "smtp"}},
        {{"MAILER", "smtp"}, {"MAILER", "uucp"}},
        {{"MAILER", "no-such-name"}, {"MAILER_DEFINITIONS", ""}},
        {{"MAILER_DEFINITIONS", ""}, {"LOCAL_CONFIG", ""}},
        {{"LOCAL_CONFIG", ""}, {"LOCAL_RULE_0", ""}},
        {{"LOCAL_CONFIG", ""}, {"LOCAL_RULESETS", ""}},
    };
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        cr_expect_lt(index_of(pairs[i].before[0], pairs[i].before[1]),
                     index_of(pairs[i].after[0], pairs[i].after[1]), "%s(%s) before %s(%s)",
                     pairs[i].before[0], pairs[i].before[1], pairs[i].after[0], pairs[i].after[1]);
    /* Only a mailer, or what follows the mailers, may stand behind the first of them. */
    for (const struct macro_row *row = macro_table + index_of("MAILER", "local");
         row->macro != NULL; row++)
        cr_expect(strncmp(row->macro, "MAILER", 6) == 0 || strncmp(row->macro, "LOCAL_", 6) == 0 ||
                      row->how == MACRO_SILENT,
                  "%s stands behind MAILER", row->macro);
}

/* A row that nobody has an example for is one that nobody has tried. */
Test(model_macro, every_row_has_a_sample)
{
    for (const struct macro_row *row = macro_table; row->macro != NULL; row++) {
        bool found = row->path == NULL;
        for (size_t i = 0; i < MACRO_SAMPLES && !found; i++)
            found = macro_sample_is_of(&macro_samples[i], row);
        cr_expect(found, "%s(%s)", row->macro, row->first != NULL ? row->first : "");
    }
}

static void read_sample(const struct macro_sample *s, struct mc *mc, struct import *imp)
{
    import_init(imp, layout_find("debian"));
    cr_assert(import_set(imp, "host.name", "m.example.org", NULL));
    mc->name = mem_dup("x.mc");
    struct mc_call *call =
        mc_add_call(mc, s->macro, (struct mc_place){.file = mc->name, .line = 1}, true);
    if (s->first != NULL)
        strs_add(&call->args, s->first);
    for (size_t i = 0; i < ARRAY_LEN(s->args) && s->args[i] != NULL; i++)
        strs_add(&call->args, s->args[i]);
    import_calls(imp, mc);
}

/* From a call to its setting: those of code of their own have it, too. */
Test(model_macro, each_is_read)
{
    for (size_t i = 0; i < MACRO_SAMPLES; i++) {
        const struct macro_sample *s = &macro_samples[i];
        const struct macro_row *row = macro_find(s->macro, s->first != NULL ? s->first : "");
        struct mc mc = {.n = 0};
        struct import imp;
        cr_assert_not_null(row);
        read_sample(s, &mc, &imp);
        cr_assert_eq(imp.n_lines, 1);
        const char *path = s->path != NULL ? s->path : row->path;
        cr_expect_eq(imp.lines[0].fate, IMPORT_SETTING, "sample %zu, %s: %s", i, imp.lines[0].text,
                     imp.lines[0].why != NULL ? imp.lines[0].why : "");
        cr_expect(strs_has(&imp.lines[0].settings, path), "%s does not become %s",
                  imp.lines[0].text, path);
        import_free(&imp);
        mc_free(&mc);
    }
}

/* From a setting to its call, as m4 gets it. */
Test(model_macro, each_is_written)
{
    static const struct extra none = {0};
    const struct render_tools tools = {.layout = layout_find("debian")};
    for (size_t i = 0; i < MACRO_SAMPLES; i++) {
        const struct macro_sample *s = &macro_samples[i];
        if (s->sets[0] == NULL)
            continue;
        struct profile *p = macro_sample_profile(s);
        struct profile *bare = as_is_bare(p);
        struct str mc = STR_INIT, call = STR_INIT;
        as_is_write(&tools, bare, "hash", &none, &mc);
        str_addf(&call, "\n%s(`%s'", s->macro,
                 s->first != NULL                          ? s->first
                 : strcmp(s->macro, "DAEMON_OPTIONS") == 0 ? "Port=smtp, "
                                                           : s->args[0]);
        if (strcmp(s->macro, "DAEMON_OPTIONS") == 0)
            call.buf[--call.len - 2] = '\0'; /* whatever comes behind */
        cr_expect(strstr(str_text(&mc), str_text(&call)) != NULL, "%s does not become %s",
                  s->sets[0], str_text(&call));
        str_free(&call);
        str_free(&mc);
        profile_free(bare);
        profile_free(p);
    }
}
