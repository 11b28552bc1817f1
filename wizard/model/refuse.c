/* What follows from several settings of the section refuse; see refuse.h. */
#include <string.h>
#include <strings.h>

#include "model/refuse.h"

static bool delays_as(const struct profile *p, const char *how);
static const char *exceptions(const struct profile *p);

bool refuse_judges_clients(const struct profile *p)
{
    return (profile_roles(p) & ROLE_SERVER) != 0 &&
           (profile_on(p, "refuse.dns_lists") || profile_on(p, "refuse.connections") ||
            profile_on(p, "refuse.rate") || profile_on(p, "refuse.require_rdns"));
}

bool refuse_hits_users(const struct profile *p)
{
    return refuse_judges_clients(p) && profile_bool(p, "submission.enabled");
}

bool refuse_delays(const struct profile *p)
{
    return (profile_roles(p) & ROLE_SERVER) != 0 && !delays_as(p, "no") &&
           (!delays_as(p, "auto") || refuse_hits_users(p));
}

bool refuse_spares_most(const struct profile *p)
{
    return refuse_delays(p) && delays_as(p, "hater");
}

bool refuse_is_exception(const struct profile *p, const char *address)
{
    const char *path = exceptions(p), *at = strrchr(address, '@');
    size_t i;
    const json_t *item, *list = path != NULL ? profile_value(p, path) : NULL;
    json_array_foreach(list, i, item)
    {
        const char *have = json_string_value(item);
        size_t len = strlen(have);
        bool local_part = len > 0 && have[len - 1] == '@';
        if (strcasecmp(have, address) == 0)
            return true;
        if (local_part && at != NULL && (size_t)(at - address) == len - 1 &&
            strncasecmp(have, address, len - 1) == 0)
            return true;
    }
    return false;
}

static bool delays_as(const struct profile *p, const char *how)
{
    return strcmp(profile_text(p, "refuse.delay_checks"), how) == 0;
}

static const char *exceptions(const struct profile *p)
{
    return !refuse_delays(p)        ? NULL
           : delays_as(p, "friend") ? "refuse.spam_friends"
           : delays_as(p, "hater")  ? "refuse.spam_haters"
                                    : NULL;
}
