/* Rules of addresses: virtual users, routes, rewriting, aliases, the agent of delivery. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/alias.h"
#include "model/rules_checks.h"
#include "model/rules_help.h"
#include "model/value.h"

static bool is_virtual(const struct profile *p, const char *domain);
static bool is_known(const struct profile *p, const char *domain);
static const char *kind_of(const struct profile *p, const char *domain);
static bool leads_in_a_circle(const struct profile *p, const char *start);
static char *virtual_target(const struct profile *p, const char *address);
static const char *map_text(const struct profile *p, const char *path, const char *name);
static bool is_generic(const struct profile *p, const char *domain);
static void check_targets(const struct profile *p, struct errs *errs, const char *path);
static bool alias_circle(const struct profile *p, const char *name);
static char *alias_name(const struct profile *p, const char *item);
static void alias_items(const struct profile *p, const char *name, struct strs *items);

void rules_addresses_domains(const struct profile *p, struct errs *errs)
{
    struct strs domains = {0};
    void *iter = NULL;
    const char *name;
    profile_list(p, "addresses.virtual_domains", &domains);
    for (size_t i = 0; i < domains.n; i++)
        if (rules_is_own_domain(p, domains.v[i]) ||
            rules_list_has(p, "relay.domains", domains.v[i]))
            err_mend(profile_error(
                         p, errs, "addresses.virtual_domains", "%s is %s, too", domains.v[i],
                         rules_is_own_domain(p, domains.v[i]) ? "one of this site's own domains"
                                                              : "in relay.domains"),
                     "a domain is virtual, delivered or passed on");
    strs_free(&domains);
    while ((name = rules_map_name(p, "addresses.domain_aliases", &iter)) != NULL) {
        const char *to = map_text(p, "addresses.domain_aliases", name);
        const char *kind = kind_of(p, name);
        if (kind != NULL)
            err_mend(
                profile_error(p, errs, "addresses.domain_aliases", "%s is %s, too", name, kind),
                "another name of a domain stands here alone");
        if (map_text(p, "addresses.domain_aliases", to) != NULL)
            err_mend(profile_error(p, errs, "addresses.domain_aliases",
                                   "%s leads to %s, which is another name itself", name, to),
                     "name the domain that is meant");
    }
}

void rules_addresses_virtual(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "addresses.virtual_users", &iter)) != NULL) {
        const char *domain = strchr(name, '@') + 1;
        if (!is_virtual(p, domain) && !rules_is_own_domain(p, domain))
            err_mend(profile_error(p, errs, "addresses.virtual_users",
                                   "%s is in no domain of this site", name),
                     "add %s to addresses.virtual_domains", domain);
        else if (leads_in_a_circle(p, name))
            err_mend(profile_error(p, errs, "addresses.virtual_users", "%s leads to itself", name),
                     "give a local name, or an address elsewhere");
    }
}

void rules_addresses_routes(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "addresses.routes", &iter)) != NULL) {
        const char *kind = name[0] == '.' ? NULL : kind_of(p, name);
        if (kind != NULL)
            err_mend(profile_error(p, errs, "addresses.routes", "%s is %s", name, kind),
                     rules_is_relayed_domain(p, name)
                         ? "give its route in relay.routes"
                         : "a route is for the domains of other sites");
    }
    check_targets(p, errs, "addresses.routes");
    check_targets(p, errs, "relay.routes");
}

static void check_targets(const struct profile *p, struct errs *errs, const char *path)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, path, &iter)) != NULL) {
        char *target = rules_bare_target(map_text(p, path, name));
        if (strcasecmp(target, profile_text(p, "host.name")) == 0)
            err_mend(profile_error(p, errs, path, "the route of %s is this host itself", name),
                     "name another host: mail would loop");
        free(target);
    }
}

void rules_addresses_generic(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "addresses.generic_users", &iter)) != NULL) {
        const char *at = strchr(name, '@');
        if (at != NULL && !is_generic(p, at + 1))
            err_mend(profile_error(p, errs, "addresses.generic_users",
                                   "%s is in no domain whose senders are rewritten", name),
                     "add %s to addresses.generic_domains", at + 1);
    }
}

/* Whether senders of a domain are looked up in the generics table. */
static bool is_generic(const struct profile *p, const char *domain)
{
    bool listed = rules_list_size(p, "addresses.generic_domains") > 0
                      ? rules_list_has(p, "addresses.generic_domains", domain)
                      : rules_is_own_domain(p, domain);
    const char *parent = strchr(domain, '.');
    if (listed || parent == NULL || !profile_bool(p, "addresses.generic_subdomains"))
        return listed;
    return is_generic(p, parent + 1);
}

void rules_addresses_ldap(const struct profile *p, struct errs *errs)
{
    static const char *const needed[] = {"inbound.ldap_server", "inbound.ldap_base"};
    struct strs domains = {0};
    if (!profile_bool(p, "addresses.ldap_routing"))
        return;
    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        if (!rules_has_text(p, needed[i]))
            profile_error(p, errs, needed[i], "is needed to ask the directory for routes");
    profile_list(p, "addresses.ldap_domains", &domains);
    if (domains.n == 0)
        err_mend(profile_error(p, errs, "addresses.ldap_domains",
                               "is empty: nobody's address would be looked up"),
                 "list the domains whose users are in the directory");
    for (size_t i = 0; i < domains.n; i++)
        if (!is_known(p, domains.v[i]))
            err_mend(profile_error(p, errs, "addresses.ldap_domains",
                                   "%s is no domain of this site", domains.v[i]),
                     "add it to host.domains, relay.domains or addresses.virtual_domains");
    strs_free(&domains);
}

void rules_addresses_agent(const struct profile *p, struct errs *errs)
{
    bool lmtp = strcmp(profile_text(p, "local.agent"), "lmtp") == 0;
    bool local = (profile_roles(p) & ROLE_LOCAL) != 0;
    if (lmtp && local && !rules_has_text(p, "local.lmtp_socket"))
        err_mend(profile_error(p, errs, "local.lmtp_socket", "is needed by local.agent lmtp"),
                 "give the mail store's socket, such as /run/dovecot/lmtp");
    if (!lmtp && rules_has_text(p, "local.lmtp_socket"))
        err_mend(
            profile_error(p, errs, "local.lmtp_socket", "does nothing without local.agent lmtp"),
            "set local.agent to lmtp, or remove it");
    if (lmtp && (profile_roles(p) & ROLE_INBOUND) != 0 &&
        profile_bool(p, "addresses.plus_detail") &&
        strcmp(profile_text(p, "inbound.recipients"), "mailboxes") == 0)
        err_mend(profile_error(p, errs, "addresses.plus_detail",
                               "keeps sendmail from telling who is a user of this host"),
                 "set inbound.recipients to list, ldap or explicitly any");
    if (lmtp && local && map_text(p, "local.aliases", "root") == NULL)
        err_mend(profile_error(p, errs, "local.aliases",
                               "root has no alias, and mail stores keep no mailbox for root"),
                 "give root's mail to a person: {\"root\": \"joe\"}");
}

void rules_addresses_aliases(const struct profile *p, struct errs *errs)
{
    static const char moved[] = ".REDIRECT";
    void *iter = NULL;
    const char *name;
    bool told = false;
    while ((name = rules_map_name(p, "local.aliases", &iter)) != NULL) {
        struct strs items = {0};
        strs_split(&items, map_text(p, "local.aliases", name), ", ");
        for (size_t i = 0; i < items.n; i++) {
            size_t len = strlen(items.v[i]);
            if (len > strlen(moved) && strcasecmp(items.v[i] + len - strlen(moved), moved) == 0 &&
                !profile_bool(p, "addresses.redirect"))
                err_mend(profile_error(p, errs, "local.aliases",
                                       "%s has moved, but addresses.redirect is off", name),
                         "turn addresses.redirect on: the address would not exist");
        }
        strs_free(&items);
        if (!told && alias_circle(p, name)) {
            told = true;
            err_mend(profile_error(p, errs, "local.aliases", "%s leads back to itself", name),
                     "one of these aliases must lead to a mailbox");
        }
    }
}

/* Whether what a name stands for leads back to it by way of another alias. */
static bool alias_circle(const struct profile *p, const char *name)
{
    struct strs names = {0};
    bool circle = false;
    alias_items(p, name, &names);
    for (size_t i = 0; i < names.n && !circle; i++) {
        struct strs further = {0};
        if (strcasecmp(names.v[i], name) == 0)
            continue; /* joe: joe, ann@example.net keeps a copy */
        alias_items(p, names.v[i], &further);
        for (size_t k = 0; k < further.n; k++) {
            circle = circle || strcasecmp(further.v[k], name) == 0;
            if (!strs_has(&names, further.v[k]))
                strs_add(&names, further.v[k]);
        }
        strs_free(&further);
    }
    strs_free(&names);
    return circle;
}

/* The aliases to which a name leads; the three that are always there count, too. */
static void alias_items(const struct profile *p, const char *name, struct strs *items)
{
    const char *text = map_text(p, "local.aliases", name);
    struct strs all = {0};
    for (size_t i = 0; i < ALIAS_DEFAULTS && text == NULL; i++)
        if (strcasecmp(alias_defaults[i].name, name) == 0)
            text = alias_defaults[i].target;
    strs_split(&all, text != NULL ? text : "", ", ");
    for (size_t i = 0; i < all.n; i++) {
        char *item = alias_name(p, all.v[i]);
        if (item != NULL)
            strs_add_take(items, item);
    }
    strs_free(&all);
}

/* The local name of an item that is delivered here, or NULL; the caller frees it. */
static char *alias_name(const struct profile *p, const char *item)
{
    const char *at = strchr(item, '@');
    if (at == NULL)
        return mem_dup(item);
    return rules_is_own_domain(p, at + 1) ? mem_dupn(item, (size_t)(at - item)) : NULL;
}

static bool is_virtual(const struct profile *p, const char *domain)
{
    return rules_list_has(p, "addresses.virtual_domains", domain);
}

static bool is_known(const struct profile *p, const char *domain)
{
    return is_virtual(p, domain) || rules_is_own_domain(p, domain) ||
           rules_is_relayed_domain(p, domain);
}

/* What a domain is to this site, or NULL. */
static const char *kind_of(const struct profile *p, const char *domain)
{
    return is_virtual(p, domain)                ? "in addresses.virtual_domains"
           : rules_is_own_domain(p, domain)     ? "one of this site's own domains"
           : rules_is_relayed_domain(p, domain) ? "in relay.domains"
                                                : NULL;
}

/* Each step is one look-up of sendmail's; more of them than entries come back to one. */
static bool leads_in_a_circle(const struct profile *p, const char *start)
{
    size_t left = json_object_size(profile_value(p, "addresses.virtual_users")) + 1;
    struct str first = STR_INIT;
    str_addf(&first, start[0] == '@' ? "anybody%s" : "%s", start);
    char *address = str_take(&first);
    while (address != NULL && left-- > 0) {
        char *next = virtual_target(p, address);
        free(address);
        address = next;
    }
    bool circle = address != NULL;
    free(address);
    return circle;
}

/* The address to which a virtual user leads, or NULL if none; the caller frees it. */
static char *virtual_target(const struct profile *p, const char *address)
{
    const char *at = strchr(address, '@');
    struct str target = STR_INIT;
    const char *to = map_text(p, "addresses.virtual_users", address);
    if (to == NULL)
        to = map_text(p, "addresses.virtual_users", at);
    if (to == NULL || strchr(to, '@') == NULL || value_is_refusal(to))
        return NULL;
    for (; *to != '\0'; to++)
        if (to[0] != '%')
            str_addch(&target, *to);
        else if (*++to == '1')
            str_addn(&target, address, (size_t)(at - address));
    return str_take(&target);
}

/* The text of a map for a name in any case, or NULL. */
static const char *map_text(const struct profile *p, const char *path, const char *name)
{
    void *iter = NULL;
    const char *have;
    const char *text = NULL;
    while ((have = rules_map_name(p, path, &iter)) != NULL)
        if (strcasecmp(have, name) == 0)
            text = json_string_value(json_object_iter_value(iter));
    return text;
}
