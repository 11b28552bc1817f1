/* What the daemons of a sendmail.cf are, as its rulesets are told; see site_clients.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/daemon_port.h"

#include "relay/site_clients.h"

static const char *port_number(const char *port);
static void add(struct relay_site *site, const char *name, const char *flags, const char *port);
static void spread(const char *flags, struct str *out);

bool daemons_learn(struct relay_site *site, const struct cf *cf)
{
    struct cf_daemons daemons;
    cf_daemons_read(cf, &daemons);
    bool any = daemons.v[0].entry != NULL;
    for (size_t i = 0; any && i < daemons.n; i++) {
        const struct cf_daemon *d = &daemons.v[i];
        struct str flags = STR_INIT;
        site->ipv6 = site->ipv6 || strcasecmp(d->family, "inet6") == 0;
        spread(d->modifiers, &flags);
        if (!d->loopback) /* Daemon0: op.me 5.6, Name= */
            add(site, d->name[0] != '\0' ? d->name : "Daemon0", str_text(&flags),
                port_number(d->port));
        str_free(&flags);
    }
    cf_daemons_free(&daemons);
    bool listens = !any || site->daemons_n > 0;
    if (site->daemons_n == 0)
        add(site, "MTA", "", "25"); /* without any option it listens everywhere */
    return listens;
}

static const char *port_number(const char *port)
{
    return port[0] == '\0' || strcasecmp(port, "smtp") == 0 ? "25"
           : strcasecmp(port, "submission") == 0            ? "587"
           : strcasecmp(port, "smtps") == 0                 ? "465"
                                                            : port;
}

static void add(struct relay_site *site, const char *name, const char *flags, const char *port)
{
    site->daemons = mem_realloc(site->daemons, site->daemons_n + 1, sizeof(*site->daemons));
    site->daemons[site->daemons_n++] =
        (struct relay_daemon){mem_dup(name), mem_dup(flags), mem_dup(port)};
}

/* Upper-case letters are doubled, and all are parted by blanks (op.me, {daemon_flags}). */
static void spread(const char *flags, struct str *out)
{
    for (; *flags != '\0'; flags++)
        str_addf(out, *flags >= 'A' && *flags <= 'Z' ? "%s%c%c" : "%s%c", out->len > 0 ? " " : "",
                 *flags, *flags);
}

void daemons_free(struct relay_site *site)
{
    for (size_t i = 0; i < site->daemons_n; i++) {
        free(site->daemons[i].name);
        free(site->daemons[i].flags);
        free(site->daemons[i].port);
    }
    free(site->daemons);
}
