/* Tables of virtual users, routes and rewriting; the access entries of virtual domains. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/value.h"

#include "render/entries.h"
#include "render/tables_parts.h"
#include "render/values.h"
#include "render/values_parts.h"

static void add_domains(const struct profile *p, struct str *table);
static int add_virtual_users(const struct profile *p, struct str *table, struct err *err);
static void add_defaults(const struct profile *p, const char *domain, struct entries *entries);
static int add_routes(const struct profile *p, struct str *table, struct err *err);
static void add_targets(const struct profile *p, const char *path, struct entries *entries);
static int add_map(const struct profile *p, const char *path, const char *name, const char *what,
                   struct render_output *out, struct err *err);
static void refusal(const char *text, struct str *out);
static const char *given(const struct profile *p, const char *user, const char *domain);

int tables_addresses(const struct profile *p, struct render_output *out, struct err *err)
{
    int rc = 0;
    if (profile_on(p, "addresses.virtual_domains"))
        add_domains(p, tables_add_file(out, "virtual-domains", MODE_PUBLIC));
    if (values_has_virtual(p))
        rc |= add_virtual_users(p, tables_add_file(out, "virtusertable", MODE_PUBLIC), err);
    if (values_has_routes(p))
        rc |= add_routes(p, tables_add_file(out, "mailertable", MODE_PUBLIC), err);
    if (rc == 0)
        rc = add_map(p, "addresses.generic_users", "genericstable",
                     "genericstable: the addresses that senders here show outside", out, err);
    if (rc == 0)
        rc = add_map(p, "addresses.domain_aliases", "domaintable",
                     "domaintable: domains that are another name of a domain", out, err);
    return rc;
}

/*
 * The world's mail for virtual domains comes in.  Not by the class R, which would let the
 * hosts of these domains relay, too.
 */
void tables_addresses_access(const struct profile *p, struct entries *entries)
{
    if (profile_bool(p, "roles.inbound"))
        tables_add_list(p, "addresses.virtual_domains", "To:", "RELAY", entries);
}

/* No comments: in a class file every word is a name. */
static void add_domains(const struct profile *p, struct str *table)
{
    struct strs domains = {0};
    profile_list(p, "addresses.virtual_domains", &domains);
    for (size_t i = 0; i < domains.n; i++)
        str_addf(table, "%s\n", domains.v[i]);
    strs_free(&domains);
}

static int add_virtual_users(const struct profile *p, struct str *table, struct err *err)
{
    static const char none[] = "error:nouser";
    const char *name;
    json_t *target;
    struct strs domains = {0};
    struct entries entries = {0};
    tables_add_head(table, "virtusertable: addresses and where their mail goes (cf/README)");
    json_object_foreach((json_t *)(size_t)profile_value(p, "addresses.virtual_users"), name,
                        target) if (!value_is_comment(name))
    {
        const char *to = json_string_value(target);
        struct str value = STR_INIT;
        if (strncmp(to, none, strlen(none)) == 0)
            refusal(to[strlen(none)] == '\0' ? profile_text(p, "inbound.unknown_text")
                                             : to + strlen(none) + 1,
                    &value);
        else
            str_add(&value, to);
        entries_add(&entries, name, str_text(&value));
        str_free(&value);
    }
    profile_list(p, "addresses.virtual_domains", &domains);
    for (size_t i = 0; i < domains.n; i++)
        add_defaults(p, domains.v[i], &entries);
    int rc = entries_write(&entries, "\t", "virtusertable", table, err);
    entries_free(&entries);
    strs_free(&domains);
    return rc;
}

/*
 * A virtual domain refuses whom it does not know: without an entry sendmail would look for
 * the domain's MX, and find itself.  Its postmaster and abuse exist (RFC 5321 4.5.1, RFC 2142).
 */
static void add_defaults(const struct profile *p, const char *domain, struct entries *entries)
{
    static const char *const always[] = {"postmaster", "abuse"};
    const char *others = given(p, "", domain);
    struct str key = STR_INIT, value = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(always); i++) {
        if (given(p, always[i], domain) != NULL || (others != NULL && !value_is_refusal(others)))
            continue;
        str_clear(&key);
        str_addf(&key, "%s@%s", always[i], domain);
        entries_add(entries, str_text(&key), always[i]);
    }
    if (others == NULL) {
        str_clear(&key);
        str_addf(&key, "@%s", domain);
        refusal(profile_text(p, "inbound.unknown_text"), &value);
        entries_add(entries, str_text(&key), str_text(&value));
    }
    str_free(&key);
    str_free(&value);
}

/* What the profile itself says of a virtual user; NULL: nothing. */
static const char *given(const struct profile *p, const char *user, const char *domain)
{
    const char *name, *found = NULL;
    json_t *target;
    struct str key = STR_INIT;
    str_addf(&key, "%s@%s", user, domain);
    json_object_foreach((json_t *)(size_t)profile_value(p, "addresses.virtual_users"), name, target)
    {
        if (strcasecmp(name, str_text(&key)) == 0)
            found = json_string_value(target);
    }
    str_free(&key);
    return found;
}

/* % and a digit in a table stand for an argument of the look-up. */
static void refusal(const char *text, struct str *out)
{
    static const char code[] = "550 ";
    if (strncmp(text, code, strlen(code)) == 0)
        text += strlen(code);
    str_addf(out, "error:5.1.1:\"%s", code);
    values_quoted(text, "%%", out);
    str_add(out, "\"");
}

static int add_routes(const struct profile *p, struct str *table, struct err *err)
{
    struct entries entries = {0};
    tables_add_head(table,
                    "mailertable: where mail for some domains goes (cf/README, mailertable)");
    if (values_routes_relayed(p))
        add_targets(p, "relay.routes", &entries);
    if (values_routes_world(p))
        add_targets(p, "addresses.routes", &entries);
    int rc = entries_write(&entries, "\t", "mailertable", table, err);
    entries_free(&entries);
    return rc;
}

static void add_targets(const struct profile *p, const char *path, struct entries *entries)
{
    const char *domain;
    json_t *target;
    json_object_foreach((json_t *)(size_t)profile_value(p, path), domain,
                        target) if (!value_is_comment(domain))
    {
        struct str route = STR_INIT;
        str_add(&route, "esmtp:");
        values_target(json_string_value(target), &route);
        entries_add(entries, domain, str_text(&route));
        str_free(&route);
    }
}

/* A map as it is: the key, and what it becomes. */
static int add_map(const struct profile *p, const char *path, const char *name, const char *what,
                   struct render_output *out, struct err *err)
{
    const char *key;
    json_t *target;
    struct entries entries = {0};
    if (!profile_on(p, path))
        return 0;
    struct str *table = tables_add_file(out, name, MODE_PUBLIC);
    tables_add_head(table, what);
    json_object_foreach((json_t *)(size_t)profile_value(p, path), key,
                        target) if (!value_is_comment(key))
        entries_add(&entries, key, json_string_value(target));
    int rc = entries_write(&entries, "\t", name, table, err);
    entries_free(&entries);
    return rc;
}
