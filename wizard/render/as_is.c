/* A profile as it is; see as_is.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/filter.h"
#include "model/macro.h"
#include "model/value.h"
#include "model/variable.h"

#include "render/as_is.h"
#include "render/values.h"
#include "render/values_parts.h"

/* One rendering. */
struct writer {
    const struct profile *p;
    const struct layout *layout;
    const char *map_type;
    bool null_client;
    struct strs beside; /* paths whose table has its FEATURE */
    struct str *mc;
};

typedef void own_fn(struct writer *w, const struct macro_row *row);

static void write_row(struct writer *w, const struct macro_row *row);
static void write_value(struct writer *w, const struct macro_row *row);
static void write_beside(struct writer *w, const struct macro_row *row);
static void write_words(struct writer *w, const struct macro_row *row);
static void write_items(struct writer *w, const struct macro_row *row);
static void write_pairs(struct writer *w, const struct macro_row *row);
static void write_early(struct writer *w);
static void write_plain(struct writer *w);
static void write_call(struct writer *w, const char *macro, const char *first, const char *second);
static void write_define(struct writer *w, const char *name, const char *value);
static bool is_null_client(const struct profile *p);
static bool delays(const struct profile *p);
static const char *shown(const struct profile *p, const char *path, struct str *out);
static own_fn own_agent, own_dns_lists, own_delay, own_number, own_name, own_greeting, own_flags,
    own_blame, own_forward, own_target, own_port, own_ident, own_queue_dir, own_bounce,
    own_filter_order, own_filter_macros, own_file_env, own_expensive, own_relays, own_filters,
    own_groups, own_daemons, own_true;

/* By the setting that a row of MACRO_OWN names; a setting that has none is written elsewhere. */
static const struct {
    const char *macro, *first;
    own_fn *write;
} owns[] = {
    {"FEATURE", "local_procmail", own_agent},
    {"FEATURE", "local_lmtp", own_agent},
    {"FEATURE", "ldap_routing", own_true},
    {"FEATURE", "dnsbl", own_dns_lists},
    {"FEATURE", "delay_checks", own_delay},
    {"FEATURE", "greet_pause", own_number},
    {"define", "confDOMAIN_NAME", own_name},
    {"define", "confSMTP_LOGIN_MSG", own_greeting},
    {"define", "confPRIVACY_FLAGS", own_flags},
    {"define", "confDONT_BLAME_SENDMAIL", own_blame},
    {"define", "confFORWARD_PATH", own_forward},
    {"define", "confSAFE_FILE_ENV", own_file_env},
    {"define", "SMTP_MAILER_FLAGS", own_expensive},
    {"define", "MAIL_HUB", own_target},
    {"define", "SMART_HOST", own_target},
    {"define", "RELAY_MAILER_ARGS", own_port},
    {"define", "confTO_IDENT", own_ident},
    {"define", "QUEUE_DIR", own_queue_dir},
    {"define", "confDOUBLE_BOUNCE_ADDRESS", own_bounce},
    {"define", "confINPUT_MAIL_FILTERS", own_filter_order},
    {"define", NULL, own_filter_macros},
    {"RELAY_DOMAIN", NULL, own_relays},
    {"INPUT_MAIL_FILTER", NULL, own_filters},
    {"QUEUE_GROUP", NULL, own_groups},
    {"DAEMON_OPTIONS", NULL, own_daemons},
};

/* What else brings the table of a row, and the flags of its map. */
static const struct {
    const char *feature, *flags;
    const char *paths[9];
} tables[] = {
    {"use_cw_file", NULL, {"host.domains", "tables.domains_file"}},
    {"access_db",
     " -T<TMPF>",
     {"access.deny_clients", "access.deny_senders", "access.accept_clients",
      "access.accept_senders", "tables.access_file"}},
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
    struct writer w = {.p = profile,
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

static void write_row(struct writer *w, const struct macro_row *row)
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
                         strcmp(shown(w->p, row->path, &value), row->value) == 0)
            write_call(w, row->macro, row->first,
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
        for (size_t i = 0; i < ARRAY_LEN(owns); i++)
            if (strcmp(owns[i].macro, row->macro) == 0 &&
                (owns[i].first == NULL ||
                 (row->first != NULL && strcmp(owns[i].first, row->first) == 0))) {
                owns[i].write(w, row);
                break;
            }
        break;
    case MACRO_OPENS:
    case MACRO_SILENT:
        break;
    }
    str_free(&value);
}

static void write_value(struct writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (strcmp(row->macro, "OSTYPE") == 0) {
        const char *type = profile_text(w->p, row->path);
        write_call(w, row->macro,
                   type[0] == '\0' || strcmp(type, "layout") == 0 ? w->layout->ostype : type, NULL);
    } else if (profile_has(w->p, row->path)) {
        shown(w->p, row->path, &value);
        if (row->how == MACRO_TIME)
            str_add(&value, row->value);
        if (value.len == 0)
            str_addf(w->mc, "undefine(`%s')dnl\n", row->first != NULL ? row->first : row->macro);
        else if (row->first == NULL)
            write_call(w, row->macro, str_text(&value), NULL);
        else
            write_define(w, row->first, str_text(&value));
    }
    str_free(&value);
}

static void write_beside(struct writer *w, const struct macro_row *row)
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
                 delays(w->p) ? "nodelay" : "");
    else
        write_call(w, row->macro, row->first, flags != NULL ? str_text(&spec) : NULL);
    str_free(&spec);
}

static void write_words(struct writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, " ", &words);
    if (profile_has(w->p, row->path) && items.n > 0) {
        if (row->first == NULL)
            write_call(w, row->macro, str_text(&words), NULL);
        else
            write_define(w, row->first, str_text(&words));
    }
    strs_free(&items);
    str_free(&words);
}

static void write_items(struct writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    if (profile_has(w->p, row->path))
        profile_list(w->p, row->path, &items);
    for (size_t i = 0; i < items.n; i++)
        write_call(w, row->macro, items.v[i], NULL);
    strs_free(&items);
}

static void write_pairs(struct writer *w, const struct macro_row *row)
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
            write_define(w, key, json_string_value(value));
        else
            write_call(w, row->macro, key, json_string_value(value));
    }
}

/* Variables that the features read. */
static void write_early(struct writer *w)
{
    const char *key;
    json_t *value;
    if (profile_has(w->p, "more.options"))
        json_object_foreach((json_t *)(size_t)profile_value(w->p, "more.options"), key,
                            value) if (!value_is_comment(key) && variable_is_early(key))
            write_define(w, key, json_string_value(value));
}

/* Settings that are an option of sendmail.cf as they are. */
static void write_plain(struct writer *w)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        struct str value = STR_INIT;
        if (s->conf != NULL && s->shape == SHAPE_ONE && profile_has(w->p, s->path)) {
            shown(w->p, s->path, &value);
            str_add(&value, s->suffix != NULL ? s->suffix : "");
            write_define(w, s->conf, str_text(&value));
        }
        str_free(&value);
    }
}

/* A value as an argument has it. */
static const char *shown(const struct profile *p, const char *path, struct str *out)
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
static void write_call(struct writer *w, const char *macro, const char *first, const char *second)
{
    str_addf(w->mc, "%s(`%s'", macro, first);
    if (second != NULL)
        str_addf(w->mc, ", `%s'", second);
    str_add(w->mc, ")dnl\n");
}

static void write_define(struct writer *w, const char *name, const char *value)
{
    str_addf(w->mc, "define(`%s', ", name);
    values_variable(value, w->mc);
    str_add(w->mc, ")dnl\n");
}

static void own_true(struct writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path))
        write_call(w, row->macro, row->first, NULL);
}

static void own_agent(struct writer *w, const struct macro_row *row)
{
    const char *agent = profile_text(w->p, "local.agent");
    if (!profile_has(w->p, row->path))
        return;
    if (strcmp(row->first, "local_procmail") == 0) {
        if (strcmp(agent, "procmail") == 0)
            write_call(w, row->macro, row->first, NULL);
    } else if (strcmp(agent, "mail.local") == 0)
        write_call(w, row->macro, row->first, NULL);
    else if (strcmp(agent, "lmtp") == 0)
        str_addf(w->mc, "FEATURE(`local_lmtp', `[IPC]', `FILE %s')dnl\n",
                 profile_text(w->p, "local.lmtp_socket"));
}

static void own_dns_lists(struct writer *w, const struct macro_row *row)
{
    const char *zone;
    json_t *text;
    if (!profile_has(w->p, row->path))
        return;
    json_object_foreach((json_t *)(size_t)profile_value(w->p, row->path), zone, text)
    {
        const char *said = json_string_value(text);
        str_addf(w->mc, "FEATURE(`%s', `%s'", row->first, zone);
        if (said[0] != '\0' && strpbrk(said, "'\"") == NULL)
            str_addf(w->mc, ", `\"550 %s\"'", said);
        str_add(w->mc, ")dnl\n");
    }
}

static bool delays(const struct profile *p)
{
    const char *kind = profile_text(p, "refuse.delay_checks");
    return profile_has(p, "refuse.delay_checks") && strcmp(kind, "no") != 0 &&
           strcmp(kind, "auto") != 0;
}

static void own_delay(struct writer *w, const struct macro_row *row)
{
    const char *kind = profile_text(w->p, row->path);
    if (delays(w->p))
        write_call(w, row->macro, row->first, strcmp(kind, "yes") == 0 ? NULL : kind);
}

static void own_number(struct writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (profile_has(w->p, row->path))
        write_call(w, row->macro, row->first, shown(w->p, row->path, &value));
    str_free(&value);
}

static void own_name(struct writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path))
        write_define(w, row->first, profile_text(w->p, row->path));
}

static void own_file_env(struct writer *w, const struct macro_row *row)
{
    const char *dir = profile_text(w->p, row->path);
    if (profile_has(w->p, row->path))
        write_define(w, row->first, dir[0] == '\0' ? "/" : dir);
}

static void own_expensive(struct writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path))
        write_define(w, row->first, "e");
}

/* Without an access table, the class R says whom mail is passed on for. */
static void own_relays(struct writer *w, const struct macro_row *row)
{
    static const char *const paths[] = {"relay.networks", "relay.domains", "relay.hosts"};
    struct strs names = {0};
    struct str words = STR_INIT;
    if (strs_has(&w->beside, "access.deny_clients"))
        return;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct strs some = {0};
        if (profile_has(w->p, paths[i]))
            profile_list(w->p, paths[i], &some);
        for (size_t k = 0; k < some.n; k++)
            if (!strs_has(&names, some.v[k]))
                strs_add(&names, some.v[k]);
        strs_free(&some);
    }
    strs_join(&names, " ", &words);
    if (names.n > 0)
        write_call(w, row->macro, str_text(&words), NULL);
    strs_free(&names);
    str_free(&words);
}

static void own_greeting(struct writer *w, const struct macro_row *row)
{
    const char *text = profile_text(w->p, "host.description");
    struct str value = STR_INIT;
    if (profile_has(w->p, "privacy.version") && profile_on(w->p, "privacy.version"))
        str_add(&value, "$j Sendmail $v/$Z; $b");
    else if (profile_has(w->p, "privacy.version") || profile_has(w->p, "host.description"))
        str_addf(&value, "$j%s%s", text[0] != '\0' ? " " : "", text);
    if (value.len > 0)
        write_define(w, row->first, str_text(&value));
    str_free(&value);
}

static void own_flags(struct writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, ",", &words);
    if (profile_has(w->p, row->path))
        write_define(w, row->first, items.n > 0 ? str_text(&words) : "public");
    strs_free(&items);
    str_free(&words);
}

static void own_blame(struct writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, ",", &words);
    if (profile_has(w->p, row->path))
        write_define(w, row->first, items.n > 0 ? str_text(&words) : "safe");
    strs_free(&items);
    str_free(&words);
}

/* With them, the path is sendmail's own. */
static void own_forward(struct writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && !profile_on(w->p, row->path))
        write_define(w, row->first, "");
}

static void own_target(struct writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path)) {
        values_target(profile_text(w->p, row->path), &value);
        if (w->null_client && strcmp(row->first, "SMART_HOST") == 0)
            write_call(w, "FEATURE", "nullclient", str_text(&value));
        else
            write_define(w, row->first, str_text(&value));
    }
    str_free(&value);
}

static void own_port(struct writer *w, const struct macro_row *row)
{
    struct str args = STR_INIT;
    if (profile_has(w->p, row->path)) {
        str_addf(&args, "TCP $h %ld", profile_int(w->p, row->path));
        write_define(w, row->first, str_text(&args));
    }
    str_free(&args);
}

static void own_ident(struct writer *w, const struct macro_row *row)
{
    struct str time = STR_INIT;
    if (profile_has(w->p, "received.ident") && !profile_on(w->p, "received.ident"))
        str_add(&time, "0");
    else if (profile_has(w->p, row->path))
        str_addf(&time, "%lds", profile_int(w->p, row->path));
    if (time.len > 0)
        write_define(w, row->first, str_text(&time));
    str_free(&time);
}

static void own_queue_dir(struct writer *w, const struct macro_row *row)
{
    struct str dir = STR_INIT;
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path)) {
        str_addf(&dir, "%s%s", profile_text(w->p, row->path),
                 profile_has(w->p, "queue.folders") && profile_int(w->p, "queue.folders") > 1
                     ? "/q*"
                     : "");
        write_define(w, row->first, str_text(&dir));
    }
    str_free(&dir);
}

static void own_bounce(struct writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, "queue.drop_double_bounces") &&
        profile_on(w->p, "queue.drop_double_bounces"))
        write_define(w, row->first, "");
    else if (profile_has(w->p, row->path))
        write_define(w, row->first, profile_text(w->p, row->path));
}

/* INPUT_MAIL_FILTER puts them in order by itself. */
static void own_filter_order(struct writer *w, const struct macro_row *row)
{
    (void)w;
    (void)row;
}

static void own_filter_macros(struct writer *w, const struct macro_row *row)
{
    const json_t *map = profile_has(w->p, row->path) ? profile_value(w->p, row->path) : NULL;
    const char *names =
        row->value != NULL ? json_string_value(json_object_get(map, row->value)) : NULL;
    if (names != NULL)
        write_define(w, row->first, names);
}

static void own_filters(struct writer *w, const struct macro_row *row)
{
    struct strs names = {0};
    if (profile_has(w->p, row->path))
        profile_list(w->p, row->path, &names);
    for (size_t i = 0; i < names.n; i++) {
        static const char *const maps[] = {"filters.sockets", "filters.on_failure",
                                           "filters.timeouts"};
        const char *say[ARRAY_LEN(maps)];
        struct str equates = STR_INIT;
        for (size_t k = 0; k < ARRAY_LEN(maps); k++)
            say[k] = json_string_value(json_object_get(
                profile_has(w->p, maps[k]) ? profile_value(w->p, maps[k]) : NULL, names.v[i]));
        const struct filter *known = filter_find(names.v[i]);
        if (say[0] == NULL && known != NULL)
            say[0] = known->socket;
        str_addf(&equates, "S=%s", say[0] != NULL ? say[0] : "");
        if (say[1] != NULL && strcmp(say[1], "accept") != 0)
            str_addf(&equates, ", F=%s",
                     strcmp(say[1], "tempfail") == 0     ? "T"
                     : strcmp(say[1], "disconnect") == 0 ? "4"
                                                         : "R");
        if (say[2] != NULL)
            str_addf(&equates, ", T=%s", say[2]);
        write_call(w, row->macro, names.v[i], str_text(&equates));
        str_free(&equates);
    }
    strs_free(&names);
}

static void own_groups(struct writer *w, const struct macro_row *row)
{
    const char *name;
    json_t *interval;
    if (!profile_has(w->p, row->path))
        return;
    json_object_foreach((json_t *)(size_t)profile_value(w->p, row->path), name, interval)
    {
        struct str equates = STR_INIT;
        str_addf(&equates, "P=/var/spool/mqueue/%s, I=%s", name, json_string_value(interval));
        write_call(w, row->macro, name, str_text(&equates));
        str_free(&equates);
    }
}

/* On loopback alone, or on all addresses; and the ports of submission. */
static void own_daemons(struct writer *w, const struct macro_row *row)
{
    bool inbound = profile_on(w->p, "roles.inbound") || profile_on(w->p, "roles.relay");
    bool ipv6 = profile_has(w->p, "host.ipv6") && profile_on(w->p, "host.ipv6");
    bool submission = profile_on(w->p, "submission.enabled");
    if (w->null_client)
        return;
    if (!inbound)
        write_call(w, row->macro, "Port=smtp, Addr=127.0.0.1, Name=MTA", NULL);
    else if (ipv6 || submission || profile_has(w->p, "submission.enabled"))
        write_call(w, row->macro, "Port=smtp, Name=MTA", NULL);
    if (ipv6)
        write_call(w, row->macro,
                   inbound ? "Port=smtp, Name=MTA6, Family=inet6"
                           : "Port=smtp, Addr=::1, Name=MTA6, Family=inet6",
                   NULL);
    if (submission)
        write_call(w, row->macro, "Port=submission, Name=MSA, M=Ea", NULL);
    if (submission && profile_has(w->p, "submission.tls_port") &&
        profile_on(w->p, "submission.tls_port"))
        write_call(w, row->macro, "Port=smtps, Name=TLSMTA, M=Eas", NULL);
}
