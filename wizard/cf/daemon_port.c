/* Where a sendmail.cf makes the daemon listen; see daemon_port.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/daemon_port.h"
#include "cf/judge.h"
#include "cf/scan.h"

static void add(struct cf_daemons *daemons, const struct cf_entry *entry);
static char *field(const char *text, const char *keys);

void cf_daemons_read(const struct cf *cf, struct cf_daemons *out)
{
    *out = (struct cf_daemons){.n = 0};
    for (size_t i = 0; i < cf->n; i++)
        if (cf->v[i].kind == CF_OPTION && strcasecmp(cf->v[i].name, "DaemonPortOptions") == 0)
            add(out, &cf->v[i]);
    if (out->n == 0)
        add(out, NULL);
}

static void add(struct cf_daemons *daemons, const struct cf_entry *entry)
{
    const char *text = entry != NULL ? entry->value : "";
    daemons->v = mem_realloc(daemons->v, daemons->n + 1, sizeof(*daemons->v));
    struct cf_daemon *d = &daemons->v[daemons->n++];
    *d = (struct cf_daemon){.entry = entry,
                            .name = field(text, "Nn"),
                            .port = field(text, "Pp"),
                            .address = field(text, "Aa"),
                            .family = field(text, "Ff"),
                            .modifiers = field(text, "Mm"),
                            .loopback = cf_clause_is_local(text)};
    d->submission = strcmp(d->port, "587") == 0 || strcasecmp(d->port, "submission") == 0 ||
                    strcmp(d->port, "465") == 0 || strcasecmp(d->port, "smtps") == 0 ||
                    strcasecmp(d->port, "submissions") == 0;
}

/*
 * sendmail tells keys apart by their first letter.  For these five either case does
 * (setsockaddroptions in daemon.c), though not for others: D and d, Q and q are two.
 */
static char *field(const char *text, const char *keys)
{
    const char *key, *value;
    size_t key_len, value_len;
    char *found = mem_dup("");
    while ((text = cf_scan_field(text, &key, &key_len, &value, &value_len)) != NULL) {
        if (key_len == 0 || strchr(keys, key[0]) == NULL)
            continue;
        free(found);
        found = mem_dupn(value, value_len);
    }
    return found;
}

void cf_daemons_free(struct cf_daemons *daemons)
{
    for (size_t i = 0; i < daemons->n; i++) {
        free(daemons->v[i].name);
        free(daemons->v[i].port);
        free(daemons->v[i].address);
        free(daemons->v[i].family);
        free(daemons->v[i].modifiers);
    }
    free(daemons->v);
    *daemons = (struct cf_daemons){.n = 0};
}
