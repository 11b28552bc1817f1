/* Tables of names: this site's own domains, and who may relay; see tables.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/runs.h"
#include "import/table_text.h"
#include "import/tables.h"

enum { DOMAINS_MAX = 500 /* more of them are easier kept in a file */ };

static bool is_short_name(const struct import *imp, const char *name);
static enum import_fate add_domain(struct import *imp, const char *name, char **why);
static enum import_fate add_relay(struct import *imp, struct runs *runs, const char *word,
                                  char **why);
static void end_table(struct import_table *t, const size_t *fates);

void import_table_domains(struct import *imp, const char *text, size_t len, const char *file)
{
    struct import_table *t = import_add_table(imp, "local-host-names", file);
    struct table_entries entries = {0};
    size_t fates[IMPORT_FATES] = {0};
    table_entries_read_words(&entries, text, len);
    if (entries.n > DOMAINS_MAX && import_set(imp, "tables.domains_file", file, NULL)) {
        strs_add(&t->settings, "tables.domains_file");
        str_set(&t->why, "more than %d domains stay in their file", DOMAINS_MAX);
        fates[IMPORT_RAW] = entries.n;
        for (size_t i = 0; i < entries.n; i++)
            import_remember(imp, "host.domains", entries.v[i].key);
    } else {
        for (size_t i = 0; i < entries.n; i++) {
            char *why = NULL;
            const struct table_entry *e = &entries.v[i];
            enum import_fate fate = e->again ? IMPORT_NONE : add_domain(imp, e->key, &why);
            if (fate == IMPORT_LEFT)
                import_add_left(imp, file, e->line, e->key, why);
            fates[fate]++;
            free(why);
        }
        if (fates[IMPORT_SETTING] > 0)
            strs_add(&t->settings, "host.domains");
    }
    end_table(t, fates);
    table_entries_free(&entries);
}

/* What sendmail puts into the class w itself need not be said. */
static enum import_fate add_domain(struct import *imp, const char *name, char **why)
{
    const char *host = import_text(imp, "host.name");
    if ((host != NULL && strcasecmp(host, name) == 0) || strcasecmp(name, "localhost") == 0 ||
        is_short_name(imp, name))
        return IMPORT_NONE;
    return import_add(imp, "host.domains", name, why) ? IMPORT_SETTING : IMPORT_LEFT;
}

static bool is_short_name(const struct import *imp, const char *name)
{
    const char *host = import_text(imp, "host.name");
    size_t len = strlen(name);
    return host != NULL && strncasecmp(host, name, len) == 0 && host[len] == '.' &&
           strchr(name, '.') == NULL;
}

void import_table_relay(struct import *imp, const char *text, size_t len, const char *file)
{
    struct import_table *t = import_add_table(imp, "relay-domains", file);
    struct table_entries entries = {0};
    struct runs runs = {.n = 0};
    size_t fates[IMPORT_FATES] = {0};
    table_entries_read_words(&entries, text, len);
    for (size_t i = 0; i < entries.n; i++) {
        char *why = NULL;
        const struct table_entry *e = &entries.v[i];
        enum import_fate fate = e->again ? IMPORT_NONE : add_relay(imp, &runs, e->key, &why);
        if (fate == IMPORT_LEFT)
            import_add_left(imp, file, e->line, e->key, why);
        fates[fate]++;
        free(why);
    }
    runs_end(&runs, imp);
    if (fates[IMPORT_SETTING] > 0) {
        static const char *const paths[] = {"relay.networks", "relay.hosts", "relay.domains"};
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
            if (import_has(imp, paths[i]))
                strs_add(&t->settings, paths[i]);
        str_set(&t->why,
                "a name there lets its hosts send and mail for it through, so it stands in "
                "relay.hosts and in relay.domains; take it out of one if only the other "
                "is meant");
        import_add_note(imp, "class", "R",
                        "who may relay stands in the access table (Connect:, To:), which tells "
                        "mail from a domain and mail to it apart");
    }
    end_table(t, fates);
    table_entries_free(&entries);
}

/* A name lets mail to it pass, and its hosts send anywhere; a network the latter. */
static enum import_fate add_relay(struct import *imp, struct runs *runs, const char *word,
                                  char **why)
{
    struct network net;
    size_t len = strlen(word);
    char *bare = mem_dupn(word, len > 1 && word[len - 1] == '.' ? len - 1 : len); /* 192.168. */
    enum import_fate fate = IMPORT_LEFT;
    if (runs_network(bare, &net)) {
        if (network_is_loopback(&net))
            fate = IMPORT_NONE;
        else if (runs_add(runs, imp, "relay.networks", bare, &net, NULL))
            fate = IMPORT_SETTING;
        else
            str_set(why, "relay.networks takes networks up to a /8 (IPv6: /16): this would let too "
                         "many relay");
    } else if (strcasecmp(word, "localhost") == 0 ||
               strcasecmp(word, "localhost.localdomain") == 0) {
        fate = IMPORT_NONE;
    } else if (strchr(word, '/') != NULL) {
        str_set(why, "sendmail knows no networks with a / there, so this has never had an effect; "
                     "put it into relay.networks if it is meant");
    } else if (import_add(imp, "relay.hosts", word, why)) {
        fate = IMPORT_SETTING;
        if (!import_tables_own(imp, word))
            MUST(import_add(imp, "relay.domains", word, NULL));
    }
    free(bare);
    return fate;
}

static void end_table(struct import_table *t, const size_t *fates)
{
    t->left = (long)fates[IMPORT_LEFT];
    for (size_t i = 0; i < IMPORT_FATES; i++)
        t->entries += (long)fates[i];
    t->fate = fates[IMPORT_RAW] > 0       ? IMPORT_RAW
              : fates[IMPORT_SETTING] > 0 ? IMPORT_SETTING
              : fates[IMPORT_LEFT] > 0    ? IMPORT_LEFT
                                          : IMPORT_NONE;
}

void import_tables_end(struct import *imp, const struct import_terms *terms)
{
    if (!terms->hosts_only && (import_has(imp, "relay.hosts") || import_has(imp, "relay.domains")))
        MUST(import_set(imp, "relay.subdomains", "true", NULL));
}

bool import_tables_own(struct import *imp, const char *name)
{
    const char *host = import_text(imp, "host.name");
    return (host != NULL && strcasecmp(host, name) == 0) || strcasecmp(name, "localhost") == 0 ||
           strcasecmp(name, "localhost.localdomain") == 0 ||
           import_holds(imp, "host.domains", name) ||
           import_holds(imp, "addresses.virtual_domains", name);
}
