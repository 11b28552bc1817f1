/* What the templates are told of variables, features and mailers; see values_parts.h. */
#include <ctype.h>
#include <string.h>

#include "model/value.h"
#include "model/variable.h"

#include "render/values.h"
#include "render/values_parts.h"

static void add_variables(const struct profile *p, bool early, struct str *lines);
static void add_features(const struct profile *p, struct str *lines);
static void add_mailers(const struct profile *p, struct str *lines);
static void add_flags(const struct profile *p, struct str *lines);
static void add_client_options(const struct profile *p, struct str *lines);

/* mc_more_early goes before the features, which read it; mc_more_define behind all definitions. */
void values_more(const struct profile *p, struct str *out)
{
    struct str early = STR_INIT, lines = STR_INIT, calls = STR_INIT;
    add_variables(p, true, &early);
    add_variables(p, false, &lines);
    /* After the definitions: preserve_luser_host looks for one. */
    add_features(p, &lines);
    add_flags(p, &lines);
    add_client_options(p, &lines);
    add_mailers(p, &calls);
    values_define(out, "", "mc_more_early", str_text(&early));
    values_define(out, "", "mc_more_define", str_text(&lines));
    values_define(out, "", "mc_more_mailers", str_text(&calls));
    str_free(&early);
    str_free(&lines);
    str_free(&calls);
}

static void add_variables(const struct profile *p, bool early, struct str *lines)
{
    struct strs undefined = {0};
    const char *name;
    json_t *value;
    const char *head = early ? "dnl # What features read (more.options, more.undefined)\n"
                             : "dnl # Variables as the site wants them (more.options, "
                               "more.undefined)\n";
    struct str own = STR_INIT;
    json_object_foreach((json_t *)(size_t)profile_value(p, "more.options"), name, value)
    {
        if (value_is_comment(name) || variable_is_early(name) != early)
            continue;
        str_addf(&own, "define(`%s', ", name);
        values_variable(json_string_value(value), &own);
        str_add(&own, ")dnl\n");
    }
    profile_list(p, "more.undefined", &undefined);
    for (size_t i = 0; i < undefined.n; i++)
        if (variable_is_early(undefined.v[i]) == early)
            str_addf(&own, "undefine(`%s')dnl\n", undefined.v[i]);
    if (own.len > 0)
        str_addf(lines, "%s%s", head, str_text(&own));
    strs_free(&undefined);
    str_free(&own);
}

/*
 * A value as the second m4 puts it into sendmail.cf untouched: it takes a pair of quotes
 * off when it reads the definition, and another one when it uses it.  An apostrophe stands
 * between such pairs, once quoted; so does a $ before what would name an argument.
 */
void values_variable(const char *text, struct str *out)
{
    if (text[0] == '\0') {
        str_add(out, "`'");
        return;
    }
    str_add(out, "``");
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            str_add(out, "'''``");
        else if (*text == '$' && (isdigit((unsigned char)text[1]) || strchr("*@#", text[1])))
            str_add(out, "$''``");
        else
            str_addch(out, *text);
    }
    str_add(out, "''");
}

static void add_features(const struct profile *p, struct str *lines)
{
    struct strs features = {0};
    bool access = values_has_access(p);
    const char *head = "dnl # Features as the site wants them (more.features)\n";
    profile_list(p, "more.features", &features);
    for (size_t i = 0; i < features.n; i++) {
        const char *name = features.v[i];
        if (!access && (strcmp(name, "compat_check") == 0 || strcmp(name, "lookupdotdomain") == 0))
            continue;
        str_addf(lines, "%sFEATURE(`%s')dnl\n", head, name);
        head = "";
    }
    strs_free(&features);
}

static void add_mailers(const struct profile *p, struct str *lines)
{
    struct strs items = {0};
    profile_list(p, "more.mailers", &items);
    for (size_t i = 0; i < items.n; i++)
        str_addf(lines, "MAILER(`%s')dnl\n", items.v[i]);
    strs_free(&items);
}

/* A call for each part: sendmail-cf takes one sign. */
static void add_flags(const struct profile *p, struct str *lines)
{
    const char *name, *head = "dnl # Flags of mailers (more.mailer_flags)\n";
    json_t *value;
    json_object_foreach((json_t *)(size_t)profile_value(p, "more.mailer_flags"), name, value)
    {
        struct strs parts = {0};
        if (value_is_comment(name))
            continue;
        strs_split(&parts, json_string_value(value), " ");
        str_add(lines, head);
        for (size_t i = 0; i < parts.n; i++)
            str_addf(lines, "MODIFY_MAILER_FLAGS(`%s', `%s')", name, parts.v[i]);
        str_add(lines, "dnl\n");
        head = "";
        strs_free(&parts);
    }
}

static void add_client_options(const struct profile *p, struct str *lines)
{
    struct strs items = {0};
    profile_list(p, "more.client_options", &items);
    if (items.n > 0)
        str_add(lines, "dnl # From where this host sends (more.client_options)\n");
    for (size_t i = 0; i < items.n; i++)
        str_addf(lines, "CLIENT_OPTIONS(``%s'')dnl\n", items.v[i]);
    strs_free(&items);
}
