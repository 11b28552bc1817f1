/* What the rules ask a profile; see rules_help.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/network.h"
#include "model/rules_help.h"
#include "model/value.h"

bool rules_has_text(const struct profile *p, const char *path)
{
    return profile_text(p, path)[0] != '\0';
}

size_t rules_list_size(const struct profile *p, const char *path)
{
    return json_array_size(profile_value(p, path));
}

bool rules_list_has(const struct profile *p, const char *path, const char *item)
{
    size_t i;
    const json_t *have, *list = profile_value(p, path);
    json_array_foreach(list, i,
                       have) if (strcasecmp(json_string_value(have), item) == 0) return true;
    return false;
}

bool rules_is_own_domain(const struct profile *p, const char *domain)
{
    return strcasecmp(profile_text(p, "host.name"), domain) == 0 ||
           rules_list_has(p, "host.domains", domain);
}

bool rules_is_relayed_domain(const struct profile *p, const char *domain)
{
    if (rules_list_has(p, "relay.domains", domain))
        return true;
    const char *parent = strchr(domain, '.');
    return parent != NULL && profile_bool(p, "relay.subdomains") &&
           rules_is_relayed_domain(p, parent + 1);
}

/* The names of a map one after the other, comments left out; NULL at the end, iter reset. */
const char *rules_map_name(const struct profile *p, const char *path, void **iter)
{
    json_t *map = (json_t *)(size_t)profile_value(p, path);
    *iter = *iter == NULL ? json_object_iter(map) : json_object_iter_next(map, *iter);
    while (*iter != NULL && value_is_comment(json_object_iter_key(*iter)))
        *iter = json_object_iter_next(map, *iter);
    return *iter != NULL ? json_object_iter_key(*iter) : NULL;
}

void rules_check_addresses(const struct profile *p, struct errs *errs, const char *path,
                           bool (*known)(const struct profile *, const char *), const char *where)
{
    struct strs items = {0};
    profile_list(p, path, &items);
    for (size_t i = 0; i < items.n; i++) {
        const char *domain = strchr(items.v[i], '@') + 1;
        struct str place = STR_INIT;
        str_addf(&place, "%s[%zu]", path, i);
        if (!known(p, domain))
            err_mend(profile_error(p, errs, str_text(&place), "%s is in no domain of %s",
                                   items.v[i], where),
                     "nobody could reach it");
        str_free(&place);
    }
    strs_free(&items);
}

void rules_check_network(const struct profile *p, struct errs *errs, const char *path,
                         const char *name)
{
    struct network net;
    struct str right = STR_INIT;
    if (!network_parse(name, &net) || !network_has_host_bits(&net))
        return;
    network_format(&net, &right);
    err_mend(profile_error(p, errs, path, "%s is a host, not a network", name),
             "write %s for the network, or leave the /%u out", str_text(&right), net.prefix);
    str_free(&right);
}

/*
 * sendmail-cf reads some names again as m4, whatever the quotes, and these words act
 * there even without arguments (found by trying every macro that cf.m4 leaves behind).
 */
const char *rules_m4_word(const char *name)
{
    static const char *const words[] = {
        "CONCAT",    "DOL",       "DOMAIN",      "FEATURE",   "HACK",       "MAILER",
        "OSTYPE",    "POPDIVERT", "PUSHDIVERT",  "SITE",      "SITECONFIG", "UUCPSMTP",
        "VERSIONID", "changecom", "changequote", "debugfile", "debugmode",  "divert",
        "divnum",    "dnl",       "dumpdef",     "lower",     "m4exit",     "strcasecmp",
        "sysval",    "traceoff",  "traceon",     "undivert"};
    struct strs parts = {0};
    const char *found = NULL;
    strs_split(&parts, name, ".-[]:/@,+=~% ");
    /* A digit does not begin a word, so m4 sees the dnl in 1dnl. */
    for (size_t k = 0; k < parts.n; k++) {
        size_t digits = strspn(parts.v[k], "0123456789");
        memmove(parts.v[k], parts.v[k] + digits, strlen(parts.v[k]) - digits + 1);
    }
    for (size_t w = 0; w < ARRAY_LEN(words) && found == NULL; w++)
        if (strs_has(&parts, words[w]))
            found = words[w];
    strs_free(&parts);
    return found;
}

/* The name or address of a target without its brackets; the caller frees it. */
char *rules_bare_target(const char *target)
{
    size_t len = strlen(target);
    if (target[0] == '[' && len > 2)
        return mem_dupn(target + 1, len - 2);
    return mem_dup(target);
}
