/* Rules of the theme: on which addresses this host listens. */
#include <string.h>

#include "base/mem.h"

#include "model/network.h"
#include "model/rules_checks.h"

/*
 * MAXDAEMONS in sendmail's conf.h: with more, no daemon starts.  Debian's takes 64, but who
 * renders for another host knows only of these.
 */
enum { MAX_PORTS = 10 };

static size_t check_list(const struct profile *p, struct errs *errs, const char *path);
static void check_address(const struct profile *p, struct errs *errs, const char *place,
                          const char *address);
static bool is_listed(const struct strs *addresses, size_t n, const char *address);

void rules_listen(const struct profile *p, struct errs *errs)
{
    bool server = (profile_roles(p) & ROLE_SERVER) != 0;
    bool submission = profile_bool(p, "submission.enabled");
    size_t here = check_list(p, errs, "host.listen");
    size_t users = check_list(p, errs, "submission.listen");
    const char *path = users > here ? "submission.listen" : "host.listen";
    if (here > 0 && !server && !submission)
        err_mend(profile_error(p, errs, "host.listen",
                               "serves nobody: this host listens on loopback alone"),
                 "turn on roles.inbound, roles.relay or submission.enabled, or remove it");
    size_t ports = profile_bool(p, "host.ipv6") ? 2 : 1; /* of loopback */
    ports += server ? here : 0;
    if (submission)
        ports += (users > 0 ? users : here) * (profile_bool(p, "submission.tls_port") ? 2 : 1);
    if (ports > MAX_PORTS && here + users > 0)
        err_mend(profile_error(p, errs, path,
                               "with loopback and all services that makes %zu ports, and sendmail "
                               "takes no more than %d",
                               ports, MAX_PORTS),
                 "name fewer addresses, or leave it empty for all of them");
}

/* How many there are. */
static size_t check_list(const struct profile *p, struct errs *errs, const char *path)
{
    struct strs addresses = {0};
    profile_list(p, path, &addresses);
    for (size_t i = 0; i < addresses.n; i++) {
        struct str place = STR_INIT;
        str_addf(&place, "%s[%zu]", path, i);
        if (is_listed(&addresses, i, addresses.v[i]))
            profile_error(p, errs, str_text(&place), "%s stands there for the second time",
                          addresses.v[i]);
        else
            check_address(p, errs, str_text(&place), addresses.v[i]);
        str_free(&place);
    }
    size_t n = addresses.n;
    strs_free(&addresses);
    return n;
}

static void check_address(const struct profile *p, struct errs *errs, const char *place,
                          const char *address)
{
    static const unsigned char any[sizeof(((struct network *)0)->bytes)];
    struct network net;
    if (!network_parse(address, &net))
        return;
    if (network_is_loopback(&net))
        err_mend(
            profile_error(p, errs, place, "%s is loopback, which is always listened on", address),
            "remove it");
    else if (memcmp(net.bytes, any, net.v6 ? 16 : 4) == 0)
        err_mend(profile_error(p, errs, place, "%s stands for all addresses", address),
                 "leave the list empty for all of them");
    else if (net.v6 && net.bytes[0] == 0xfe && (net.bytes[1] & 0xc0) == 0x80)
        err_mend(profile_error(p, errs, place,
                               "%s is link-local, and sendmail cannot be told its interface",
                               address),
                 "name a global address");
    else if (net.v6 && !profile_bool(p, "host.ipv6"))
        err_mend(profile_error(p, errs, place, "%s is of IPv6, and host.ipv6 is off", address),
                 "turn host.ipv6 on");
}

/* However it is written: 2001:DB8::1 is 2001:db8:0::1. */
static bool is_listed(const struct strs *addresses, size_t n, const char *address)
{
    struct network one, other;
    bool listed = false;
    if (!network_parse(address, &one))
        return false;
    for (size_t i = 0; i < n; i++)
        listed =
            listed || (network_parse(addresses->v[i], &other) && network_contains(&other, &one));
    return listed;
}
