/* The m4 definitions that the templates read; see values.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/network.h"
#include "model/value.h"

#include "render/values.h"
#include "render/values_parts.h"

/* The quotes of the templates (lib.m4); no value can hold them, all are ASCII. */
#define OPEN "\xc2\xab"
#define CLOSE "\xc2\xbb"

static void add_quoted(struct str *out, const char *text);
static void define_setting(const struct profile *p, const struct setting *s, struct str *out);
static void define_text(const struct profile *p, const struct setting *s, struct str *out);
static void define_layout(const struct layout *l, struct str *out);
static void define_facts(const struct profile *p, struct str *out);
static void define_options(const struct profile *p, bool submit, struct str *out);
static char *setting_text(const struct profile *p, const struct setting *s);
static bool relays_domains(const struct profile *p);
static bool forwards_anywhere(const struct profile *p);
static bool guards_world(const struct profile *p);
static bool knows_ldap(const struct profile *p);

void values_add(const struct profile *p, const struct layout *layout, struct str *out)
{
    str_add(out, "m4_divert(-1)\n");
    for (size_t i = 0; i < setting_count(); i++) {
        define_setting(p, setting_at(i), out);
        if (setting_at(i)->type == TYPE_TEXT && setting_at(i)->shape == SHAPE_ONE)
            define_text(p, setting_at(i), out);
    }
    define_layout(layout, out);
    define_facts(p, out);
    values_tls(p, out);
    values_submission(p, out);
    values_addresses(p, out);
    values_refuse(p, out);
    values_filters(p, out);
    values_more(p, out);
    values_queue(p, layout, out);
    define_options(p, false, out);
    define_options(p, true, out);
}

/* m4_define(«KIND NAME», ««VALUE»»): expands to the value, which is not read again. */
void values_define(struct str *out, const char *kind, const char *name, const char *value)
{
    str_add(out, "m4_define(" OPEN);
    str_add(out, kind);
    str_add(out, name);
    str_add(out, CLOSE ", " OPEN);
    add_quoted(out, value);
    str_add(out, CLOSE ")\n");
}

void values_define_fact(struct str *out, const char *name, bool holds)
{
    values_define(out, "", name, holds ? "true" : "false");
}

/*
 * The one quoting function on the way to m4.  A $ in a definition would name an
 * argument; a quote behind it parts it from what follows.
 */
static void add_quoted(struct str *out, const char *text)
{
    str_add(out, OPEN);
    for (size_t len; *text != '\0'; text += len) {
        len = strcspn(text, "$");
        bool dollar = text[len] == '$';
        len += dollar ? 1 : 0;
        str_addn(out, text, len);
        str_add(out, dollar ? CLOSE OPEN : "");
    }
    str_add(out, CLOSE);
}

static void define_setting(const struct profile *p, const struct setting *s, struct str *out)
{
    char *text = setting_text(p, s);
    values_define(out, "setting ", s->path, text);
    free(text);
}

/* A value as the templates see it: true, false, a number, a text, or items in a row. */
static char *setting_text(const struct profile *p, const struct setting *s)
{
    const json_t *value = profile_value(p, s->path);
    struct str text = STR_INIT;
    if (s->shape == SHAPE_LIST) {
        struct strs items = {0};
        profile_list(p, s->path, &items);
        strs_join(&items, s->type == TYPE_CHOICE ? "," : " ", &text);
        strs_free(&items);
    } else if (s->shape == SHAPE_MAP) {
        const char *name;
        json_t *item;
        json_object_foreach((json_t *)(size_t)value, name, item) if (!value_is_comment(name))
        {
            str_clear(&text);
            str_add(&text, "true");
        }
    } else if (s->type == TYPE_BOOL) {
        str_add(&text, json_is_true(value) ? "true" : "false");
    } else if (s->type == TYPE_INT) {
        str_addf(&text, "%ld", profile_int(p, s->path));
    } else {
        str_add(&text, profile_text(p, s->path));
    }
    return str_take(&text);
}

/*
 * "text PATH" stands inside double quotes in a rule, or as the value of a D line;
 * "reply PATH" is the value of a D line that a rule uses as its whole reply, so its
 * own double quotes must come through, too.
 */
static void define_text(const struct profile *p, const struct setting *s, struct str *out)
{
    struct str plain = STR_INIT, text = STR_INIT, reply = STR_INIT;
    values_cf_text(profile_text(p, s->path), &plain);
    values_literal(str_text(&plain), &text);
    values_reply(profile_text(p, s->path), "%", &reply);
    values_define(out, "text ", s->path, str_text(&text));
    values_define(out, "reply ", s->path, str_text(&reply));
    str_free(&plain);
    str_free(&text);
    str_free(&reply);
}

void values_reply(const char *text, const char *percent, struct str *out)
{
    struct str reply = STR_INIT, cf = STR_INIT;
    str_add(&reply, "\"550 ");
    values_quoted(text, percent, &reply);
    str_add(&reply, "\"");
    values_cf_text(str_text(&reply), &cf);
    values_literal(str_text(&cf), out);
    str_free(&reply);
    str_free(&cf);
}

/* An apostrophe would end the quotes, so it stands between two quoted pieces. */
void values_literal(const char *text, struct str *out)
{
    str_add(out, "`");
    for (; *text != '\0'; text++)
        if (*text == '\'')
            str_add(out, "''`");
        else
            str_addch(out, *text);
    str_add(out, "'");
}

void values_cf_text(const char *text, struct str *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '$')
            str_addch(out, '$');
        else if (*text == '"' || *text == '\\' || *text == '#')
            str_addch(out, '\\');
        str_addch(out, *text);
    }
}

void values_quoted(const char *text, const char *percent, struct str *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '%') {
            str_add(out, percent);
            continue;
        }
        if (*text == '"' || *text == '\\')
            str_addch(out, '\\');
        str_addch(out, *text);
    }
}

static void define_layout(const struct layout *l, struct str *out)
{
    const struct {
        const char *name, *value;
    } rows[] = {
        {"cf_dir", l->cf_dir},
        {"ostype", l->ostype},
        {"mail_dir", l->mail_dir},
        {"smrsh", l->smrsh},
        {"mail_local", l->mail_local},
        {"maildrop", l->maildrop},
        {"map_type", l->map_type},
        {"queue_dir", l->queue_dir},
        {"msp_queue_dir", l->msp_queue_dir},
        {"status_file", l->status_file},
        {"msp_status_file", l->msp_status_file},
        {"pid_file", l->pid_file},
        {"msp_pid_file", l->msp_pid_file},
        {"control_socket", l->control_socket},
        {"dual_stack", l->dual_stack},
        {"trusted_user", l->trusted_user},
        {"msp_user", l->msp_user},
        {"local_feature", l->local_feature},
        {"sasl_dir", l->sasl_dir},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        values_define(out, "layout ", rows[i].name, rows[i].value);
}

static void define_facts(const struct profile *p, struct str *out)
{
    unsigned roles = profile_roles(p);
    bool listens = values_listens(p), server = (roles & ROLE_SERVER) != 0;
    bool local = (roles & ROLE_LOCAL) != 0, inbound = (roles & ROLE_INBOUND) != 0;
    bool routing = listens && ((inbound && !local) || relays_domains(p)) &&
                   !profile_bool(p, "relay.untrusted_routing");
    bool aliases = inbound && local && guards_world(p);
    bool virtual = listens && values_has_virtual(p);
    bool moved = inbound && local && profile_bool(p, "addresses.redirect");
    /* Only where one of its rules can refuse anything. */
    bool checks = (roles & ROLE_OUTBOUND) == 0 ||
                  (listens && (!inbound || routing || aliases || moved || virtual ||
                               values_knows_list(p) || knows_ldap(p)));
    const struct {
        const char *name;
        bool holds;
    } facts[] = {
        {"mc_listens", listens},
        {"mc_mta_listens", server},
        {"mc_has_access", values_has_access(p)},
        {"mc_relays_domains", relays_domains(p)},
        {"mc_guards_world", guards_world(p)},
        {"mc_notices_leave", (roles & ROLE_OUTBOUND) != 0 || profile_bool(p, "outbound.notices")},
        {"mc_remote_forward", forwards_anywhere(p)},
        {"mc_checks_recipients", checks},
        {"mc_has_rulesets", checks || guards_world(p)},
        {"mc_judges_aliases", aliases},
        {"mc_knows_aliases", aliases || moved},
        {"mc_redirects", local && profile_bool(p, "addresses.redirect")},
        {"mc_knows_list", values_knows_list(p)},
        {"mc_knows_ldap", knows_ldap(p)},
        {"mc_refuses_routing", routing},
        {"mc_knows_routed", routing || virtual},
    };
    struct str text = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        values_define_fact(out, facts[i].name, facts[i].holds);
    for (const struct setting *s = setting_sections[1].rows; s->path != NULL; s++)
        if (profile_bool(p, s->path))
            str_addf(&text, "%s%s", text.len > 0 ? ", " : "", strchr(s->path, '.') + 1);
    values_define(out, "", "mc_roles", str_text(&text));
    str_clear(&text);
    str_add(&text, "relay:");
    values_target(profile_text(p, "outbound.smart_host"), &text);
    values_define(out, "", "mc_smart_host", str_text(&text));
    /* The hub is on port 25, whatever the port of the smart host. */
    if (profile_text(p, "local.hub")[0] != '\0') {
        str_clear(&text);
        str_add(&text, "esmtp:");
        values_target(profile_text(p, "local.hub"), &text);
    }
    values_define(out, "", "mc_hub", str_text(&text));
    str_free(&text);
    values_define(out, "", "mc_version", PACKAGE_VERSION);
}

/* mc_options and mc_submit_options: calls of mc_option, a plain option each. */
static void define_options(const struct profile *p, bool submit, struct str *out)
{
    struct str calls = STR_INIT;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (s->conf == NULL || !profile_matters(p, s) || (submit && !s->in_submit))
            continue;
        char *text = setting_text(p, s);
        str_set(&text, "%s%s", text, s->suffix != NULL ? s->suffix : "");
        const char *const args[] = {s->path, s->conf, text, s->why};
        values_call(&calls, "mc_option", args, ARRAY_LEN(args));
        free(text);
    }
    values_define_calls(out, submit ? "mc_submit_options" : "mc_options", str_text(&calls));
    str_free(&calls);
}

void values_call(struct str *out, const char *macro, const char *const *args, size_t n)
{
    str_addf(out, "%s(", macro);
    for (size_t i = 0; i < n; i++)
        str_addf(out, "%s" OPEN "%s" CLOSE, i > 0 ? "," : "", args[i]);
    str_add(out, ")");
}

void values_define_calls(struct str *out, const char *name, const char *calls)
{
    str_addf(out, "m4_define(" OPEN "%s" CLOSE ", " OPEN "%s" CLOSE ")\n", name, calls);
}

void values_target(const char *target, struct str *out)
{
    struct network address;
    bool bare = network_parse(target, &address);
    str_addf(out, bare ? "[%s]" : "%s", target);
}

bool values_listens(const struct profile *p)
{
    return (profile_roles(p) & ROLE_SERVER) != 0 || profile_bool(p, "submission.enabled");
}

bool values_has_access(const struct profile *p)
{
    static const char *const maps[] = {"access.deny_clients",    "access.deny_senders",
                                       "access.deny_recipients", "tls.require_servers",
                                       "tls.require_clients",    "tls.require_recipients",
                                       "queue.group_of"};
    for (size_t i = 0; i < ARRAY_LEN(maps); i++)
        if (json_object_size(profile_value(p, maps[i])) > 0)
            return true;
    if (json_array_size(profile_value(p, "tls.never")) > 0 || profile_on(p, "tables.access_file"))
        return true;
    /* A server always has one, so that somebody can be denied in a hurry. */
    return values_listens(p) ||
           (profile_bool(p, "roles.outbound") && profile_text(p, "outbound.smart_host")[0] != '\0');
}

bool values_knows_list(const struct profile *p)
{
    return (profile_bool(p, "roles.inbound") && values_is(p, "inbound.recipients", "list")) ||
           (relays_domains(p) && values_is(p, "relay.recipients", "list"));
}

static bool knows_ldap(const struct profile *p)
{
    return (profile_bool(p, "roles.inbound") && values_is(p, "inbound.recipients", "ldap")) ||
           (relays_domains(p) && values_is(p, "relay.recipients", "ldap"));
}

static bool relays_domains(const struct profile *p)
{
    return profile_bool(p, "roles.relay") && json_array_size(profile_value(p, "relay.domains")) > 0;
}

static bool forwards_anywhere(const struct profile *p)
{
    return values_is(p, "local.forward", "any") ||
           (values_is(p, "local.forward", "auto") && profile_bool(p, "roles.outbound"));
}

/* Whether ruleset 0 must tell what may leave: not when everything may. */
static bool guards_world(const struct profile *p)
{
    return !profile_bool(p, "roles.outbound") || !forwards_anywhere(p);
}

bool values_is(const struct profile *p, const char *path, const char *text)
{
    return strcmp(profile_text(p, path), text) == 0;
}
