/* What follows from the settings of addresses and masquerade. */
#include "render/values.h"
#include "render/values_parts.h"

static void define_list(const struct profile *p, const char *name, const char *path, bool domains,
                        bool host, struct str *out);

bool values_has_virtual(const struct profile *p)
{
    return profile_on(p, "addresses.virtual_users") || profile_on(p, "addresses.virtual_domains") ||
           profile_on(p, "tables.virtusertable_file");
}

bool values_has_routes(const struct profile *p)
{
    return values_routes_relayed(p) || values_routes_world(p) ||
           profile_on(p, "tables.mailertable_file");
}

bool values_routes_relayed(const struct profile *p)
{
    return profile_bool(p, "roles.relay") && profile_on(p, "relay.routes");
}

bool values_routes_world(const struct profile *p)
{
    return (profile_roles(p) & (ROLE_OUTBOUND | ROLE_RELAY)) != 0 &&
           profile_on(p, "addresses.routes");
}

void values_addresses(const struct profile *p, struct str *out)
{
    bool relayed = values_routes_relayed(p), world = values_routes_world(p);
    bool listed = !values_is(p, "inbound.recipients", "mailboxes") &&
                  !values_is(p, "inbound.recipients", "any");
    values_define_fact(out, "mc_has_virtual", values_has_virtual(p));
    values_define_fact(out, "mc_rewrites_senders",
                       profile_on(p, "masquerade.as") || profile_on(p, "addresses.generic_users"));
    values_define_fact(out, "mc_has_routes", values_has_routes(p));
    values_define(out, "", "mc_routes_from",
                  relayed && world ? "relay.routes, addresses.routes"
                  : relayed        ? "relay.routes"
                  : world          ? "addresses.routes"
                                   : "tables.mailertable_file");
    /* Own addresses that the list or the directory of recipients need not know. */
    values_define_fact(out, "mc_knows_virtual", listed && profile_on(p, "addresses.virtual_users"));
    bool all = !profile_on(p, "addresses.generic_domains");
    define_list(p, "mc_generic_domains", "addresses.generic_domains", all, all, out);
    /* A program's mail comes by SMTP, with the host's name: to be local, it must be listed. */
    define_list(p, "mc_masqueraded", "masquerade.domains", false,
                profile_bool(p, "masquerade.local_only"), out);
}

/* The names of a list, and where wanted this site's domains and the host's name. */
static void define_list(const struct profile *p, const char *name, const char *path, bool domains,
                        bool host, struct str *out)
{
    struct strs names = {0};
    struct str text = STR_INIT;
    profile_list(p, path, &names);
    if (domains)
        profile_list(p, "host.domains", &names);
    if (host)
        strs_add(&names, profile_text(p, "host.name"));
    strs_join(&names, " ", &text);
    values_define(out, "", name, str_text(&text));
    str_free(&text);
    strs_free(&names);
}
