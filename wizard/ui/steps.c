/* The steps of the interview; see steps.h. */
#include <string.h>

#include "ui/steps.h"

static bool is_on(const struct profile *p, unsigned role);
static bool is(const struct profile *p, const char *path, const char *choice);
static bool has_smart_host(const struct profile *p);
static bool has_no_mailboxes(const struct profile *p);
static bool forwards_to_list(const struct profile *p);
static bool inbound_by_list(const struct profile *p);
static bool relays_domains(const struct profile *p);
static bool relays_by_list(const struct profile *p);
static bool asks_ldap(const struct profile *p);
static bool has_role(const struct profile *p);
static bool has_certificate(const struct profile *p);
static bool is_server(const struct profile *p);
static bool on_demand(const struct profile *p);

const struct step steps_table[] = {
    {.path = "host.name"},
    {.path = "host.domains"},
    {.path = "roles.local"},
    {.path = "roles.outbound"},
    {.path = "roles.inbound"},
    {.path = "roles.relay"},
    /* The smart host first: it may take this site's own mail, too. */
    {.path = "outbound.smart_host"},
    {.path = "outbound.smart_host_port", .when = has_smart_host},
    {.path = "outbound.auth_file", .when = has_smart_host},
    {.path = "local.hub", .when = has_no_mailboxes},
    {.path = "local.aliases"},
    {.path = "local.forward_targets", .when = forwards_to_list},
    {.path = "inbound.recipients"},
    {.path = "inbound.recipient_list", .when = inbound_by_list},
    /* For relay.recipients as well, after which they are asked if they were not before. */
    {.path = "inbound.ldap_server", .when = asks_ldap},
    {.path = "inbound.ldap_base", .when = asks_ldap},
    {.path = "relay.networks"},
    {.path = "relay.hosts"},
    {.path = "relay.domains"},
    {.path = "relay.routes", .when = relays_domains},
    {.path = "relay.recipients", .when = relays_domains},
    {.path = "relay.recipient_list", .when = relays_by_list},
    {.path = "tls.cert_file", .when = is_server},
    {.path = "tls.key_file", .when = has_certificate},
    {.path = "submission.enabled", .when = has_certificate},
    {.path = "submission.passwords"},
    {.path = "addresses", .when = on_demand, .defaults = "each address is a mailbox or an alias"},
    {.path = "masquerade", .when = on_demand, .defaults = "senders show the name that they have"},
    {.path = "refuse",
     .when = is_server,
     .defaults = "relay, access table and DNS judge, no lists of others"},
    {.path = "filters.use", .when = is_server},
    {.path = "received",
     .when = has_role,
     .defaults = "it records as much as it can, but neither version nor login name"},
    {.path = "privacy",
     .when = has_role,
     .defaults = "no version, HELP, EXPN or VRFY, and no look into the queue"},
    {.path = "logging", .when = has_role, .defaults = "every message and every refusal is logged"},
    {.path = "limits",
     .when = has_role,
     .defaults = "sizes, rates, loads and times that the queue survives a flood with"},
    {.path = "queue", .when = on_demand, .defaults = "sendmail's own ways"},
    {.path = "timeouts", .when = on_demand, .defaults = "those of RFC 5321"},
    {.path = "access", .when = has_role, .defaults = "nobody in particular is denied"},
    {.path = "tables", .when = on_demand, .defaults = "every table stands in the profile"},
    {.path = "more", .when = on_demand, .defaults = "what the other settings say, and no more"},
    {.path = "extra", .when = on_demand, .defaults = "no raw lines"},
    {.path = "audit", .when = on_demand, .defaults = "no finding is accepted"},
    {.path = NULL},
};

bool steps_due(const struct step *step, const struct profile *profile)
{
    const struct setting *s = setting_find(step->path, NULL);
    return (s == NULL || steps_matters(profile, s)) && (step->when == NULL || step->when(profile));
}

bool steps_matters(const struct profile *profile, const struct setting *setting)
{
    bool any = setting->roles == ROLE_ANY &&
               (setting->needs == NULL || profile_on(profile, setting->needs));
    return any || profile_matters(profile, setting);
}

const struct section *steps_section(const char *path)
{
    size_t len = strcspn(path, ".");
    const struct section *s = setting_sections;
    while (s->name != NULL && (strncmp(s->name, path, len) != 0 || s->name[len] != '\0'))
        s++;
    return s;
}

static bool is_on(const struct profile *p, unsigned role)
{
    return (profile_roles(p) & role) != 0;
}

static bool is(const struct profile *p, const char *path, const char *choice)
{
    return strcmp(profile_text(p, path), choice) == 0;
}

static bool has_smart_host(const struct profile *p)
{
    return !is(p, "outbound.smart_host", "");
}

static bool has_no_mailboxes(const struct profile *p)
{
    return has_role(p) && !is_on(p, ROLE_LOCAL);
}

static bool forwards_to_list(const struct profile *p)
{
    /* auto means any with the role outbound, otherwise listed. */
    return is(p, "local.forward", "listed") ||
           (is(p, "local.forward", "auto") && is_on(p, ROLE_LOCAL) && !is_on(p, ROLE_OUTBOUND));
}

static bool inbound_by_list(const struct profile *p)
{
    return is(p, "inbound.recipients", "list");
}

static bool relays_domains(const struct profile *p)
{
    return json_array_size(profile_value(p, "relay.domains")) > 0;
}

static bool relays_by_list(const struct profile *p)
{
    return relays_domains(p) && is(p, "relay.recipients", "list");
}

static bool asks_ldap(const struct profile *p)
{
    return (is_on(p, ROLE_INBOUND) && is(p, "inbound.recipients", "ldap")) ||
           (is_on(p, ROLE_RELAY) && relays_domains(p) && is(p, "relay.recipients", "ldap"));
}

static bool has_role(const struct profile *p)
{
    return is_on(p, ROLE_ANY);
}

static bool has_certificate(const struct profile *p)
{
    return has_role(p) && !is(p, "tls.cert_file", "");
}

static bool is_server(const struct profile *p)
{
    return is_on(p, ROLE_SERVER);
}

/* Few sites need it: reached by a jump, or when everything is asked. */
static bool on_demand(const struct profile *p)
{
    (void)p;
    return false;
}
