/* A profile as it is; see as_is.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/macro.h"
#include "model/value.h"
#include "model/variable.h"

#include "render/as_is.h"
#include "render/as_is_parts.h"
#include "render/values.h"
#include "render/values_parts.h"

static void write_row(struct as_is_writer *w, const struct macro_row *row);
static void write_value(struct as_is_writer *w, const struct macro_row *row);
static void write_beside(struct as_is_writer *w, const struct macro_row *row);
static void write_words(struct as_is_writer *w, const struct macro_row *row);
static void write_items(struct as_is_writer *w, const struct macro_row *row);
static void write_pairs(struct as_is_writer *w, const struct macro_row *row);
static void write_early(struct as_is_writer *w);
static void write_plain(struct as_is_writer *w);
static bool is_null_client(const struct profile *p);

/* What else brings the table of a row, and the flags of its map. */
static const struct {
    const char *feature, *flags;
    const char *paths[20]; /* NULL-ended */
} tables[] = {
    {"use_cw_file", NULL, {"host.domains", "tables.domains_file"}},
    {"access_db",
     " -T<TMPF>",
     {"access.deny_clients", "access.deny_senders", "access.deny_recipients",
      "access.accept_clients", "access.accept_senders", "tables.access_file", "refuse.rate",
      "refuse.rate_of", "refuse.connections", "refuse.connections_of", "refuse.greet_pause_of",
      "refuse.spam_friends", "refuse.spam_haters", "queue.group_of", "tls.require_servers",
      "tls.require_clients", "tls.require_recipients", "tls.never"}},
    {"mailertable", "", {"addresses.routes", "relay.routes", "tables.mailertable_file"}},
    {"virtusertable", "", {"addresses.virtual_users", "tables.virtusertable_file"}},
    {"genericstable", "", {"addresses.generic_users", "tables.genericstable_file"}},
    {"domaintable", "", {"addresses.domain_aliases", "tables.domaintable_file"}},
    {"ratecontrol", NULL, {"refuse.rate", "refuse.rate_of"}},
    {"conncontrol", NULL, {"refuse.connections", "refuse.connections_of"}},
};

struct profile *as_is_bare(const struct profile *profile)
{
    struct errs errs = {0};
    char *text = profile_dump(profile);
    struct profile *bare = profile_parse(text, strlen(text), profile_name(profile), &errs);
    MUST(bare != NULL);
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        bool said = profile_has(profile, s->path) && !profile_is_left_out(profile, s->path);
        if (!said && strcmp(s->path, "tables.map_type") != 0 && strcmp(s->path, "host.name") != 0)
            profile_leave_out(bare, s);
    }
    errs_free(&errs);
    free(text);
    return bare;
}

void as_is_write(const struct render_tools *tools, const struct profile *profile,
                 const char *map_type, const struct extra *extra, struct str *mc)
{
    struct as_is_writer w = {.p = profile,
                             .layout = tools->layout,
                             .map_type = map_type,
                             .null_client = is_null_client(profile),
                             .mc = mc};
    str_add(mc, "divert(-1)dnl\n"
                "# What the profile says, in the macros of sendmail-cf, and nothing that it does\n"
                "# not say: mcwizard render --as-is.  Nothing in it is hardened.\n"
                "divert(0)dnl\n");
    str_addf(mc, "ifdef(`_CF_DIR_', `', `define(`_CF_DIR_', `%s')')dnl\n", tools->layout->cf_dir);
    str_add(mc, "define(`_NO_MAKEINFO_')dnl\ndefine(`_USE_ETC_MAIL_')dnl\n"
                "include(_CF_DIR_`m4/cf.m4')dnl\n");
    for (const struct macro_row *row = macro_table; row->macro != NULL; row++) {
        if (strcmp(row->macro, "MAILER") == 0 &&
            strcmp(row->first != NULL ? row->first : "", "local") == 0) {
            write_plain(&w);
            /* Raw lines run no command, whatever they are made of. */
            if (extra->all.len > 0)
                str_add(mc, "undefine(`syscmd')undefine(`esyscmd')undefine(`maketemp')"
                            "undefine(`mkstemp')dnl\n"
                            "undefine(`debugfile')undefine(`builtin')undefine(`indir')dnl\n");
            str_add(mc, str_text(&extra->parts[EXTRA_FIRST]));
        }
        write_row(&w, row);
        if (strcmp(row->macro, "OSTYPE") == 0)
            write_early(&w);
    }
    static const struct {
        enum extra_place place;
        const char *heading;
    } parts[] = {{EXTRA_MAILER, "MAILER_DEFINITIONS\n"},
                 {EXTRA_CONFIG, "LOCAL_CONFIG\n"},
                 {EXTRA_RULE0, "LOCAL_RULE_0\n"},
                 {EXTRA_RULESETS, "LOCAL_RULESETS\n"},
                 {EXTRA_TAIL, ""}};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (extra->parts[parts[i].place].len > 0)
            str_addf(mc, "%s%s", parts[i].heading, str_text(&extra->parts[parts[i].place]));
    strs_free(&w.beside);
}

/* Neither mailboxes nor mail from outside, and one host that takes it all. */
static bool is_null_client(const struct profile *p)
{
    return profile_on(p, "outbound.smart_host") && !profile_on(p, "roles.local") &&
           !profile_on(p, "roles.inbound") && !profile_on(p, "roles.relay") &&
           !profile_has(p, "local.hub");
}

static void write_row(struct as_is_writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    switch (row->how) {
    case MACRO_VALUE:
    case MACRO_TIME:
        write_value(w, row);
        break;
    case MACRO_CALLED: {
        bool mailer = strcmp(row->macro, "MAILER") == 0;
        if (mailer ? !w->null_client
                   : profile_has(w->p, row->path) &&
                         strcmp(as_is_shown(w->p, row->path, &value), row->value) == 0)
            as_is_call(w, row->macro, row->first,
                       /* The macros ask for it since 8.13. */
                       strcmp(row->path, "relay.untrusted_routing") == 0 ? "reject" : NULL);
        break;
    }
    case MACRO_BESIDE:
        write_beside(w, row);
        break;
    case MACRO_WORDS:
        write_words(w, row);
        break;
    case MACRO_ITEM:
        write_items(w, row);
        break;
    case MACRO_PAIR:
        write_pairs(w, row);
        break;
    case MACRO_OWN:
        as_is_own(w, row);
        break;
    case MACRO_OPENS:
    case MACRO_SILENT:
        break;
    }
    str_free(&value);
}

static void write_value(struct as_is_writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (strcmp(row->macro, "OSTYPE") == 0) {
        const char *type = profile_text(w->p, row->path);
        as_is_call(w, row->macro,
                   type[0] == '\0' || strcmp(type, "layout") == 0 ? w->layout->ostype : type, NULL);
    } else if (profile_has(w->p, row->path)) {
        as_is_shown(w->p, row->path, &value);
        if (row->how == MACRO_TIME)
            str_add(&value, row->value);
        if (value.len == 0)
            str_addf(w->mc, "undefine(`%s')dnl\n", row->first != NULL ? row->first : row->macro);
        else if (row->first == NULL)
            as_is_call(w, row->macro, str_text(&value), NULL);
        else
            as_is_define(w, row->first, str_text(&value));
    }
    str_free(&value);
}

static void write_beside(struct as_is_writer *w, const struct macro_row *row)
{
    if (strcmp(row->macro, "FEATURE") != 0)
        return;
    bool said = profile_has(w->p, row->path);
    const char *flags = NULL;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        if (strcmp(tables[i].feature, row->first) != 0)
            continue;
        flags = tables[i].flags;
        for (const char *const *path = tables[i].paths; *path != NULL; path++)
            said = said || profile_has(w->p, *path);
    }
    if (!said || strs_has(&w->beside, row->path))
        return;
    strs_add(&w->beside, row->path);
    struct str spec = STR_INIT;
    if (flags != NULL)
        str_addf(&spec, "%s%s %s%s", w->map_type, flags, w->layout->mail_dir,
                 strcmp(row->first, "access_db") == 0 ? "access" : row->first);
    /* As cf/README shows them: at once, and with 421. */
    if (strcmp(row->first, "ratecontrol") == 0 || strcmp(row->first, "conncontrol") == 0)
        str_addf(w->mc, "FEATURE(`%s', `%s', `terminate')dnl\n", row->first,
                 as_is_delays(w->p) ? "nodelay" : "");
    else
        as_is_call(w, row->macro, row->first, flags != NULL ? str_text(&spec) : NULL);
    str_free(&spec);
}

static void write_words(struct as_is_writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, " ", &words);
    if (profile_has(w->p, row->path) && items.n > 0) {
        if (row->first == NULL)
            as_is_call(w, row->macro, str_text(&words), NULL);
        else
            as_is_define(w, row->first, str_text(&words));
    }
    strs_free(&items);
    str_free(&words);
}

static void write_items(struct as_is_writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    if (profile_has(w->p, row->path))
        profile_list(w->p, row->path, &items);
    for (size_t i = 0; i < items.n; i++)
        as_is_call(w, row->macro, items.v[i], NULL);
    strs_free(&items);
}

static void write_pairs(struct as_is_writer *w, const struct macro_row *row)
{
    const char *key;
    json_t *value;
    if (!profile_has(w->p, row->path))
        return;
    json_object_foreach((json_t *)(size_t)profile_value(w->p, row->path), key, value)
    {
        if (value_is_comment(key) || variable_is_early(key))
            continue;
        if (strcmp(row->macro, "define") == 0)
            as_is_define(w, key, json_string_value(value));
        else
            as_is_call(w, row->macro, key, json_string_value(value));
    }
}

/* Variables that the features read. */
static void write_early(struct as_is_writer *w)
{
    const char *key, *server = profile_text(w->p, "inbound.ldap_server");
    json_t *value;
    if (profile_has(w->p, "more.options"))
        json_object_foreach((json_t *)(size_t)profile_value(w->p, "more.options"), key, value)
        {
            if (!value_is_comment(key) && variable_is_early(key))
                as_is_define(w, key, json_string_value(value));
        }
    if (profile_has(w->p, "inbound.ldap_server") && server[0] != '\0') {
        struct str spec = STR_INIT;
        str_addf(&spec, "-h %s -b %s", server, profile_text(w->p, "inbound.ldap_base"));
        as_is_define(w, "confLDAP_DEFAULT_SPEC", str_text(&spec));
        str_free(&spec);
    }
}

/* Settings that are an option of sendmail.cf as they are. */
static void write_plain(struct as_is_writer *w)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        struct str value = STR_INIT;
        if (s->conf != NULL && s->shape == SHAPE_ONE && profile_has(w->p, s->path)) {
            as_is_shown(w->p, s->path, &value);
            str_add(&value, s->suffix != NULL ? s->suffix : "");
            as_is_define(w, s->conf, str_text(&value));
        }
        str_free(&value);
    }
}

/* A value as an argument has it. */
const char *as_is_shown(const struct profile *p, const char *path, struct str *out)
{
    const json_t *value = profile_value(p, path);
    str_clear(out);
    if (json_is_boolean(value))
        str_add(out, json_is_true(value) ? "true" : "false");
    else if (json_is_integer(value))
        str_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_string(value))
        str_add(out, json_string_value(value));
    return str_text(out);
}

/* The types of what goes in here hold no quote. */
void as_is_call(struct as_is_writer *w, const char *macro, const char *first, const char *second)
{
    str_addf(w->mc, "%s(`%s'", macro, first);
    if (second != NULL)
        str_addf(w->mc, ", `%s'", second);
    str_add(w->mc, ")dnl\n");
}

void as_is_define(struct as_is_writer *w, const char *name, const char *value)
{
    str_addf(w->mc, "define(`%s', ", name);
    values_variable(value, w->mc);
    str_add(w->mc, ")dnl\n");
}
