/* Rows of the table of macros whose arguments need code of their own; see as_is_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/filter.h"

#include "render/as_is_parts.h"
#include "render/values.h"

typedef void own_fn(struct as_is_writer *w, const struct macro_row *row);

static own_fn own_agent, own_dns_lists, own_delay, own_number, own_name, own_greeting, own_flags,
    own_blame, own_forward, own_target, own_port, own_ident, own_queue_dir, own_bounce,
    own_filter_order, own_filter_macros, own_file_env, own_expensive, own_relays, own_undefined,
    own_no_msa, own_filters, own_groups, own_daemons, own_true;

/* By the setting that a row of MACRO_OWN names; a setting that has none is written elsewhere. */
static const struct {
    const char *macro, *first;
    own_fn *write;
} table[] = {
    {"FEATURE", "no_default_msa", own_no_msa},
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
    {"undefine", NULL, own_undefined},
    {"RELAY_DOMAIN", NULL, own_relays},
    {"INPUT_MAIL_FILTER", NULL, own_filters},
    {"QUEUE_GROUP", NULL, own_groups},
    {"DAEMON_OPTIONS", NULL, own_daemons},
};

void as_is_own(struct as_is_writer *w, const struct macro_row *row)
{
    const char *first = row->first != NULL ? row->first : "";
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (strcmp(table[i].macro, row->macro) == 0 &&
            (table[i].first == NULL || strcmp(table[i].first, first) == 0)) {
            table[i].write(w, row);
            return;
        }
}

static void own_true(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path))
        as_is_call(w, row->macro, row->first, NULL);
}

static void own_agent(struct as_is_writer *w, const struct macro_row *row)
{
    const char *agent = profile_text(w->p, "local.agent");
    if (!profile_has(w->p, row->path))
        return;
    if (strcmp(row->first, "local_procmail") == 0) {
        if (strcmp(agent, "procmail") == 0)
            as_is_call(w, row->macro, row->first, NULL);
    } else if (strcmp(agent, "mail.local") == 0)
        as_is_call(w, row->macro, row->first, NULL);
    else if (strcmp(agent, "lmtp") == 0)
        str_addf(w->mc, "FEATURE(`local_lmtp', `[IPC]', `FILE %s')dnl\n",
                 profile_text(w->p, "local.lmtp_socket"));
}

static void own_dns_lists(struct as_is_writer *w, const struct macro_row *row)
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

bool as_is_delays(const struct profile *p)
{
    const char *kind = profile_text(p, "refuse.delay_checks");
    return profile_has(p, "refuse.delay_checks") && strcmp(kind, "no") != 0 &&
           strcmp(kind, "auto") != 0;
}

static void own_delay(struct as_is_writer *w, const struct macro_row *row)
{
    const char *kind = profile_text(w->p, row->path);
    if (as_is_delays(w->p))
        as_is_call(w, row->macro, row->first, strcmp(kind, "yes") == 0 ? NULL : kind);
}

static void own_number(struct as_is_writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (profile_has(w->p, row->path))
        as_is_call(w, row->macro, row->first, as_is_shown(w->p, row->path, &value));
    str_free(&value);
}

static void own_name(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path))
        as_is_define(w, row->first, profile_text(w->p, row->path));
}

static void own_file_env(struct as_is_writer *w, const struct macro_row *row)
{
    const char *dir = profile_text(w->p, row->path);
    if (profile_has(w->p, row->path))
        as_is_define(w, row->first, dir[0] == '\0' ? "/" : dir);
}

static void own_expensive(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path))
        as_is_define(w, row->first, "e");
}

/* Without an access table, the class R says whom mail is passed on for. */
static void own_relays(struct as_is_writer *w, const struct macro_row *row)
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
        as_is_call(w, row->macro, str_text(&words), NULL);
    strs_free(&names);
    str_free(&words);
}

static void own_no_msa(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path))
        as_is_call(w, row->macro, row->first, NULL);
}

static void own_undefined(struct as_is_writer *w, const struct macro_row *row)
{
    struct strs names = {0};
    if (profile_has(w->p, row->path))
        profile_list(w->p, row->path, &names);
    for (size_t i = 0; i < names.n; i++)
        as_is_call(w, row->macro, names.v[i], NULL);
    strs_free(&names);
}

static void own_greeting(struct as_is_writer *w, const struct macro_row *row)
{
    const char *text = profile_text(w->p, "host.description");
    struct str value = STR_INIT;
    if (profile_has(w->p, "privacy.version") && profile_on(w->p, "privacy.version"))
        str_add(&value, "$j Sendmail $v/$Z; $b");
    else if (profile_has(w->p, "privacy.version") || profile_has(w->p, "host.description"))
        str_addf(&value, "$j%s%s", text[0] != '\0' ? " " : "", text);
    if (value.len > 0)
        as_is_define(w, row->first, str_text(&value));
    str_free(&value);
}

static void own_flags(struct as_is_writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, ",", &words);
    if (profile_has(w->p, row->path))
        as_is_define(w, row->first, items.n > 0 ? str_text(&words) : "public");
    strs_free(&items);
    str_free(&words);
}

static void own_blame(struct as_is_writer *w, const struct macro_row *row)
{
    struct strs items = {0};
    struct str words = STR_INIT;
    profile_list(w->p, row->path, &items);
    strs_join(&items, ",", &words);
    if (profile_has(w->p, row->path))
        as_is_define(w, row->first, items.n > 0 ? str_text(&words) : "safe");
    strs_free(&items);
    str_free(&words);
}

/* With them, the path is sendmail's own. */
static void own_forward(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, row->path) && !profile_on(w->p, row->path))
        as_is_define(w, row->first, "");
}

static void own_target(struct as_is_writer *w, const struct macro_row *row)
{
    struct str value = STR_INIT;
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path)) {
        values_target(profile_text(w->p, row->path), &value);
        if (w->null_client && strcmp(row->first, "SMART_HOST") == 0)
            as_is_call(w, "FEATURE", "nullclient", str_text(&value));
        else
            as_is_define(w, row->first, str_text(&value));
        /* Rendered otherwise, too, a hub is told users of this host with its name. */
        if (strcmp(row->first, "MAIL_HUB") == 0)
            as_is_call(w, "FEATURE", "stickyhost", NULL);
    }
    str_free(&value);
}

static void own_port(struct as_is_writer *w, const struct macro_row *row)
{
    struct str args = STR_INIT;
    if (profile_has(w->p, row->path)) {
        str_addf(&args, "TCP $h %ld", profile_int(w->p, row->path));
        as_is_define(w, row->first, str_text(&args));
    }
    str_free(&args);
}

static void own_ident(struct as_is_writer *w, const struct macro_row *row)
{
    struct str time = STR_INIT;
    if (profile_has(w->p, "received.ident") && !profile_on(w->p, "received.ident"))
        str_add(&time, "0");
    else if (profile_has(w->p, row->path))
        str_addf(&time, "%lds", profile_int(w->p, row->path));
    if (time.len > 0)
        as_is_define(w, row->first, str_text(&time));
    str_free(&time);
}

static void own_queue_dir(struct as_is_writer *w, const struct macro_row *row)
{
    struct str dir = STR_INIT;
    if (profile_has(w->p, row->path) && profile_on(w->p, row->path)) {
        str_addf(&dir, "%s%s", profile_text(w->p, row->path),
                 profile_has(w->p, "queue.folders") && profile_int(w->p, "queue.folders") > 1
                     ? "/q*"
                     : "");
        as_is_define(w, row->first, str_text(&dir));
    }
    str_free(&dir);
}

static void own_bounce(struct as_is_writer *w, const struct macro_row *row)
{
    if (profile_has(w->p, "queue.drop_double_bounces") &&
        profile_on(w->p, "queue.drop_double_bounces"))
        as_is_define(w, row->first, "");
    else if (profile_has(w->p, row->path))
        as_is_define(w, row->first, profile_text(w->p, row->path));
}

/* INPUT_MAIL_FILTER puts them in order by itself. */
static void own_filter_order(struct as_is_writer *w, const struct macro_row *row)
{
    (void)w;
    (void)row;
}

static void own_filter_macros(struct as_is_writer *w, const struct macro_row *row)
{
    const json_t *map = profile_has(w->p, row->path) ? profile_value(w->p, row->path) : NULL;
    const char *names =
        row->value != NULL ? json_string_value(json_object_get(map, row->value)) : NULL;
    if (names != NULL)
        as_is_define(w, row->first, names);
}

static void own_filters(struct as_is_writer *w, const struct macro_row *row)
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
        as_is_call(w, row->macro, names.v[i], str_text(&equates));
        str_free(&equates);
    }
    strs_free(&names);
}

static void own_groups(struct as_is_writer *w, const struct macro_row *row)
{
    const char *name;
    json_t *interval;
    if (!profile_has(w->p, row->path))
        return;
    json_object_foreach((json_t *)(size_t)profile_value(w->p, row->path), name, interval)
    {
        struct str equates = STR_INIT;
        str_addf(&equates, "P=/var/spool/mqueue/%s, I=%s", name, json_string_value(interval));
        as_is_call(w, row->macro, name, str_text(&equates));
        str_free(&equates);
    }
}

/*
 * A port on each address of that setting, or on all of them; head ends with the name, which gets
 * a number.
 */
static void listen_on(struct as_is_writer *w, const struct macro_row *row, const char *path,
                      const char *head)
{
    struct strs addresses = {0};
    if (profile_on(w->p, path))
        profile_list(w->p, path, &addresses);
    else
        as_is_call(w, row->macro, head, NULL);
    for (size_t i = 0; i < addresses.n; i++) {
        struct str text = STR_INIT;
        bool v6 = strchr(addresses.v[i], ':') != NULL;
        str_addf(&text, "%s-%zu, Addr=%s%s", head, i + 1, addresses.v[i],
                 v6 ? ", Family=inet6" : "");
        as_is_call(w, row->macro, str_text(&text), NULL);
        str_free(&text);
    }
    strs_free(&addresses);
}

/* On loopback alone, on some addresses or on all; and the ports of submission. */
static void own_daemons(struct as_is_writer *w, const struct macro_row *row)
{
    bool inbound = profile_on(w->p, "roles.inbound") || profile_on(w->p, "roles.relay");
    bool ipv6 = profile_has(w->p, "host.ipv6") && profile_on(w->p, "host.ipv6");
    bool submission = profile_on(w->p, "submission.enabled");
    bool some = inbound && profile_on(w->p, "host.listen");
    const char *users = profile_on(w->p, "submission.listen") ? "submission.listen" : "host.listen";
    if (w->null_client)
        return;
    if (!inbound || some)
        as_is_call(w, row->macro, "Port=smtp, Addr=127.0.0.1, Name=MTA", NULL);
    if (ipv6 && (!inbound || some))
        as_is_call(w, row->macro, "Port=smtp, Addr=::1, Name=MTA6, Family=inet6", NULL);
    if (some)
        listen_on(w, row, "host.listen", "Port=smtp, Name=MTA");
    else if (inbound && (ipv6 || submission || profile_has(w->p, "submission.enabled")))
        as_is_call(w, row->macro, "Port=smtp, Name=MTA", NULL);
    if (ipv6 && inbound && !some)
        as_is_call(w, row->macro, "Port=smtp, Name=MTA6, Family=inet6", NULL);
    if (submission)
        listen_on(w, row, users, "Port=submission, M=Ea, Name=MSA");
    if (submission && profile_has(w->p, "submission.tls_port") &&
        profile_on(w->p, "submission.tls_port"))
        listen_on(w, row, users, "Port=smtps, M=Eas, Name=TLSMTA");
}
