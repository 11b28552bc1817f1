/* The table of steps and when each is due. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/err.h"
#include "base/msg.h"

#include "model/profile.h"

#include "ui/steps.h"

/* A profile from assignments, parted by semicolons. */
static struct profile *profile_from(const char *text)
{
    struct profile *p = profile_new();
    struct strs sets = {0};
    struct errs errs = {0};
    strs_split(&sets, text, ";");
    for (size_t i = 0; i < sets.n; i++)
        profile_set(p, sets.v[i], &errs);
    cr_assert_eq(errs.n, 0, "%s: %s", text, errs.n > 0 ? errs.v[0].text : "");
    strs_free(&sets);
    return p;
}

static const struct step *step_of(const char *path)
{
    const struct step *s = steps_table;
    while (s->path != NULL && strcmp(s->path, path) != 0)
        s++;
    cr_assert_not_null(s->path, "%s is no step", path);
    return s;
}

Test(ui_steps, every_step_names_a_setting_or_a_section_once)
{
    for (const struct step *s = steps_table; s->path != NULL; s++) {
        bool is_setting = setting_find(s->path, NULL) != NULL;
        cr_expect_not_null(steps_section(s->path)->name, "%s", s->path);
        cr_expect_eq(is_setting, s->defaults == NULL, "%s", s->path);
        cr_expect_eq(step_of(s->path), s, "%s stands there twice", s->path);
    }
}

Test(ui_steps, a_setting_without_default_is_a_step)
{
    for (size_t i = 0; i < setting_count(); i++)
        if (setting_at(i)->fallback == NULL)
            cr_expect_null(step_of(setting_at(i)->path)->when, "%s", setting_at(i)->path);
}

Test(ui_steps, due)
{
    static const struct {
        const char *profile, *step;
        bool due;
    } rows[] = {
        {"", "host.name", true},
        {"", "roles.relay", true},
        {"", "local.hub", false},
        {"", "limits", false},
        {"roles.local=yes", "limits", true},
        {"roles.local=yes", "local.hub", false},
        {"roles.outbound=yes", "local.hub", true},
        {"roles.inbound=yes", "local.hub", true},
        {"roles.local=yes", "local.aliases", true},
        {"roles.relay=yes", "local.aliases", false},
        {"roles.local=yes", "local.forward_targets", true},
        {"roles.local=yes;roles.outbound=yes", "local.forward_targets", false},
        {"roles.local=yes;roles.outbound=yes;local.forward=listed", "local.forward_targets", true},
        {"roles.local=yes;local.forward=any", "local.forward_targets", false},
        {"roles.local=yes", "outbound.smart_host", false},
        {"roles.outbound=yes", "outbound.smart_host", true},
        {"roles.outbound=yes", "outbound.smart_host_port", false},
        {"roles.outbound=yes;outbound.smart_host=smtp.example.net", "outbound.smart_host_port",
         true},
        {"roles.outbound=yes;outbound.smart_host=smtp.example.net", "outbound.auth_file", true},
        {"roles.outbound=yes", "outbound.auth_file", false},
        {"roles.outbound=yes", "inbound.recipients", false},
        {"roles.inbound=yes", "inbound.recipients", true},
        {"roles.inbound=yes", "inbound.recipient_list", false},
        {"roles.inbound=yes;inbound.recipients=list", "inbound.recipient_list", true},
        {"roles.inbound=yes", "inbound.ldap_server", false},
        {"roles.inbound=yes;inbound.recipients=ldap", "inbound.ldap_server", true},
        {"roles.relay=yes;inbound.recipients=ldap", "inbound.ldap_server", false},
        {"roles.relay=yes;relay.recipients=ldap", "inbound.ldap_server", false},
        {"roles.relay=yes;relay.recipients=ldap;relay.domains=example.net", "inbound.ldap_base",
         true},
        {"roles.inbound=yes", "relay.networks", false},
        {"roles.relay=yes", "relay.networks", true},
        {"roles.relay=yes", "relay.recipients", false},
        {"roles.relay=yes;relay.domains=example.net", "relay.recipients", true},
        {"roles.relay=yes;relay.domains=example.net", "relay.recipient_list", true},
        {"roles.relay=yes;relay.domains=example.net;relay.recipients=any", "relay.recipient_list",
         false},
        {"roles.relay=yes;relay.domains=example.net", "relay.routes", true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct profile *p = profile_from(rows[i].profile);
        cr_expect_eq(steps_due(step_of(rows[i].step), p), rows[i].due, "%s with %s", rows[i].step,
                     rows[i].profile);
        profile_free(p);
    }
}

Test(ui_steps, section_of_a_path)
{
    cr_expect_str_eq(steps_section("relay.networks")->name, "relay");
    cr_expect_str_eq(steps_section("limits")->name, "limits");
    cr_expect_null(steps_section("rela")->name);
    cr_expect_null(steps_section("relayx.networks")->name);
}
