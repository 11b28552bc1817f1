/* What the daemons of a sendmail.cf are, as its rulesets are told; see site_clients.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/judge.h"
#include "cf/scan.h"

#include "relay/site_clients.h"

static const char *port_number(const char *port);
static void add(struct relay_site *site, const char *name, const char *flags, const char *port);
static void spread(const char *flags, struct str *out);

bool daemons_learn(struct relay_site *site, const struct cf *cf)
{
    bool any = false;
    for (size_t i = 0; i < cf->n; i++) {
        const struct cf_entry *e = &cf->v[i];
        struct str name = STR_INIT, letters = STR_INIT, flags = STR_INIT, port = STR_INIT;
        if (e->kind != CF_OPTION || strcasecmp(e->name, "DaemonPortOptions") != 0)
            continue;
        any = true;
        if (cf_scan_field_get(e->value, 'F', &name) && strcasecmp(str_text(&name), "inet6") == 0)
            site->ipv6 = true;
        str_clear(&name);
        if (!cf_clause_is_local(e->value)) {
            if (!cf_scan_field_get(e->value, 'N', &name))
                str_add(&name, "Daemon0"); /* op.me 5.6, Name= */
            cf_scan_field_get(e->value, 'M', &letters);
            spread(str_text(&letters), &flags);
            cf_scan_field_get(e->value, 'P', &port);
            add(site, str_text(&name), str_text(&flags), port_number(str_text(&port)));
        }
        str_free(&name);
        str_free(&letters);
        str_free(&flags);
        str_free(&port);
    }
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
