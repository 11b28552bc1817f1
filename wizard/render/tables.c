/* The tables that a configuration names; see tables.h. */
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "model/alias.h"
#include "model/network.h"
#include "model/refuse.h"
#include "model/value.h"

#include "render/entries.h"
#include "render/tables.h"
#include "render/tables_parts.h"
#include "render/values.h"

#include "sys/file.h"

enum { SECRET_MAX = 4096, SECRET_PART = 512 };

static int add_access(const struct profile *p, struct str *table, struct err *err);
static void add_refusal(const char *tag, const char *key, const char *percent, const char *text,
                        struct entries *entries);
static void add_names(const struct profile *p, struct str *table);
static void add_recipients(const struct profile *p, struct str *table);
static int add_aliases(const struct profile *p, struct str *table, struct err *err);
static int add_authinfo(const struct profile *p, struct str *table, struct err *err);
static void add_base64(struct str *out, const char *bytes, size_t len);
static char *smart_host_key(const struct profile *p);

int tables_add(const struct profile *p, struct render_output *out, struct err *err)
{
    int rc = 0;
    add_names(p, tables_add_file(out, "local-host-names", MODE_PUBLIC));
    if (values_has_access(p))
        rc |= add_access(p, tables_add_file(out, "access", MODE_PUBLIC), err);
    if (values_knows_list(p))
        add_recipients(p, tables_add_file(out, "recipients", MODE_PUBLIC));
    if (profile_bool(p, "roles.local"))
        rc |= add_aliases(p, tables_add_file(out, "aliases", MODE_PUBLIC), err);
    if (!profile_bool(p, "privacy.help"))
        tables_add_file(out, "helpfile-empty", MODE_PUBLIC);
    if (profile_bool(p, "roles.outbound") && profile_text(p, "outbound.auth_file")[0] != '\0')
        rc |= add_authinfo(p, tables_add_file(out, "authinfo", MODE_SECRET), err);
    if (rc == 0)
        rc = tables_addresses(p, out, err);
    tables_submission(p, out);
    if (rc == 0)
        rc = tables_files(p, out, err);
    return rc;
}

struct str *tables_add_file(struct render_output *out, const char *name, mode_t mode)
{
    MUST(out->n < RENDER_MAX_FILES);
    struct render_file *f = &out->files[out->n++];
    *f = (struct render_file){.name = name, .mode = mode};
    return &f->data;
}

void tables_add_head(struct str *table, const char *what)
{
    str_addf(table,
             "# %s\n# Written by mcwizard from a profile; the key and the value are parted by a "
             "tab.\n",
             what);
}

static int add_access(const struct profile *p, struct str *table, struct err *err)
{
    struct entries entries = {0};
    tables_add_head(table, "access: who is denied, who may relay (cf/README, access_db)");
    /*
     * % and a digit in a table stand for an argument of the look-up.  What check_relay
     * returns is, on top of that, the format of a printf in sendmail (srvrsmtp.c,
     * nullserver), where %n would be fatal; not so where check_rcpt returns it.
     */
    tables_add_denials(p, "access.deny_clients", "Connect:", refuse_delays(p) ? "%%" : "%%%%",
                       &entries);
    tables_add_denials(p, "access.deny_senders", "From:", "%%", &entries);
    tables_add_denials(p, "access.deny_recipients", "To:", "%%", &entries);
    if (profile_bool(p, "roles.relay")) {
        tables_add_list(p, "relay.networks", "Connect:", "RELAY", &entries);
        tables_add_list(p, "relay.hosts", "Connect:", "RELAY", &entries);
        tables_add_list(p, "relay.domains", "To:", "RELAY", &entries);
    }
    const char *tls = profile_text(p, "outbound.smart_host_tls");
    bool demanded = strcmp(tls, "required") == 0 ||
                    (strcmp(tls, "auto") == 0 && profile_text(p, "outbound.auth_file")[0] != '\0');
    if (profile_bool(p, "roles.outbound") && demanded &&
        profile_text(p, "outbound.smart_host")[0] != '\0') {
        char *key = smart_host_key(p);
        tables_add_clients(key, "TLS_Srv:", "ENCR:128", &entries);
        free(key);
    }
    tables_addresses_access(p, &entries);
    tables_tls_access(p, &entries);
    tables_refuse_access(p, &entries);
    tables_queue_access(p, &entries);
    int rc = entries_write(&entries, "\t", "access", table, err);
    entries_free(&entries);
    return rc;
}

void tables_add_denials(const struct profile *p, const char *path, const char *tag,
                        const char *percent, struct entries *entries)
{
    const char *name;
    json_t *text;
    json_object_foreach((json_t *)(size_t)profile_value(p, path), name,
                        text) if (!value_is_comment(name))
        add_refusal(tag, name, percent, json_string_value(text), entries);
}

static void add_refusal(const char *tag, const char *key, const char *percent, const char *text,
                        struct entries *entries)
{
    struct str value = STR_INIT;
    str_add(&value, text[0] == '\0' ? "REJECT" : "ERROR:5.7.1:\"550 ");
    values_quoted(text, percent, &value);
    str_add(&value, text[0] == '\0' ? "" : "\"");
    tables_add_clients(key, tag, str_text(&value), entries);
    str_free(&value);
}

void tables_add_list(const struct profile *p, const char *path, const char *tag, const char *value,
                     struct entries *entries)
{
    struct strs items = {0};
    profile_list(p, path, &items);
    for (size_t i = 0; i < items.n; i++)
        tables_add_clients(items.v[i], tag, value, entries);
    strs_free(&items);
}

void tables_add_clients(const char *name, const char *tag, const char *value,
                        struct entries *entries)
{
    struct network net;
    struct strs keys = {0};
    if (network_parse(name, &net))
        network_access_keys(&net, &keys);
    else
        strs_add(&keys, name);
    for (size_t i = 0; i < keys.n; i++) {
        struct str key = STR_INIT;
        str_addf(&key, "%s%s", tag, keys.v[i]);
        entries_add(entries, str_text(&key), value);
        str_free(&key);
    }
    strs_free(&keys);
}

/* No comments: in a class file every word is a name. */
static void add_names(const struct profile *p, struct str *table)
{
    struct strs domains = {0};
    str_addf(table, "%s\n", profile_text(p, "host.name"));
    profile_list(p, "host.domains", &domains);
    for (size_t i = 0; i < domains.n; i++)
        if (strcasecmp(domains.v[i], profile_text(p, "host.name")) != 0)
            str_addf(table, "%s\n", domains.v[i]);
    strs_free(&domains);
}

static void add_recipients(const struct profile *p, struct str *table)
{
    const struct {
        const char *role, *how, *list, *domains;
    } kinds[] = {
        {"roles.inbound", "inbound.recipients", "inbound.recipient_list", "host.domains"},
        {"roles.relay", "relay.recipients", "relay.recipient_list", "relay.domains"},
    };
    struct strs all = {0};
    tables_add_head(table, "recipients: the addresses that are accepted from outside");
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
        if (!profile_bool(p, kinds[k].role) || strcmp(profile_text(p, kinds[k].how), "list") != 0)
            continue;
        struct strs domains = {0};
        profile_list(p, kinds[k].list, &all);
        profile_list(p, kinds[k].domains, &domains);
        if (k == 0)
            strs_add(&domains, profile_text(p, "host.name"));
        for (size_t i = 0; i < domains.n; i++) {
            struct str address = STR_INIT;
            /* RFC 5321 4.5.1: every domain that accepts mail has a postmaster. */
            str_addf(&address, "postmaster@%s", domains.v[i]);
            strs_add_take(&all, str_take(&address));
        }
        strs_free(&domains);
    }
    for (size_t i = 0; i < all.n; i++)
        for (char *c = all.v[i]; *c != '\0'; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c - 'A' + 'a'); /* makemap folds keys: a twin would be an error */
    strs_sort(&all);
    for (size_t i = 0; i < all.n; i++)
        if (i == 0 || strcmp(all.v[i - 1], all.v[i]) != 0)
            str_addf(table, "%s\tOK\n", all.v[i]);
    strs_free(&all);
}

static int add_aliases(const struct profile *p, struct str *table, struct err *err)
{
    const json_t *given = profile_value(p, "local.aliases");
    const char *name;
    json_t *target;
    struct entries entries = {0};
    str_add(table, "# aliases: local names and where their mail goes (aliases(5))\n# Written by "
                   "mcwizard from a profile; newaliases compiles it.\n");
    for (size_t i = 0; i < ALIAS_DEFAULTS; i++) {
        bool replaced = false;
        json_object_foreach((json_t *)(size_t)given, name, target) replaced =
            replaced || strcasecmp(name, alias_defaults[i].name) == 0;
        if (!replaced)
            entries_add(&entries, alias_defaults[i].name, alias_defaults[i].target);
    }
    json_object_foreach((json_t *)(size_t)given, name, target) if (!value_is_comment(name))
        entries_add(&entries, name, json_string_value(target));
    int rc = entries_write(&entries, ":\t", "aliases", table, err);
    entries_free(&entries);
    return rc;
}

/* Base64 (the = forms), so that no byte of a password means anything to sendmail. */
static int add_authinfo(const struct profile *p, struct str *table, struct err *err)
{
    const char *path = profile_text(p, "outbound.auth_file");
    struct str text = STR_INIT;
    struct strs lines = {0}, mechanisms = {0};
    char *key = smart_host_key(p);
    int rc = -1;
    if (file_read_secret(path, SECRET_MAX, &text, err) != 0)
        goto out;
    strs_split(&lines, str_text(&text), "\r\n");
    if (lines.n != 2 || strlen(lines.v[0]) > SECRET_PART || strlen(lines.v[1]) > SECRET_PART) {
        err_set_at(err, ERR_INPUT, path, 0, 0,
                   "expected two lines, the user name and the password, of at most %d bytes each",
                   SECRET_PART);
        goto out;
    }
    profile_list(p, "outbound.auth_mechanisms", &mechanisms);
    tables_add_head(table, "authinfo: how this host authenticates (cf/README, authinfo)");
    str_addf(table, "AuthInfo:%s\t\"U=", key);
    add_base64(table, lines.v[0], strlen(lines.v[0]));
    str_add(table, "\" \"I=");
    add_base64(table, lines.v[0], strlen(lines.v[0]));
    str_add(table, "\" \"P=");
    add_base64(table, lines.v[1], strlen(lines.v[1]));
    str_add(table, "\" \"M:");
    strs_join(&mechanisms, " ", table);
    str_add(table, "\"\n");
    rc = 0;
out:
    if (rc != 0 && err != NULL && err->setting == NULL)
        err->setting = mem_dup("outbound.auth_file");
    /* The secret has served: it does not stay in freed memory. */
    for (size_t i = 0; i < lines.n; i++)
        explicit_bzero(lines.v[i], strlen(lines.v[i]));
    if (text.buf != NULL)
        explicit_bzero(text.buf, text.cap);
    str_free(&text);
    strs_free(&lines);
    strs_free(&mechanisms);
    free(key);
    return rc;
}

static void add_base64(struct str *out, const char *bytes, size_t len)
{
    char encoded[SECRET_PART * 4 / 3 + 8];
    int n = b64_ntop((const unsigned char *)bytes, len, encoded, sizeof(encoded));
    MUST(n >= 0);
    str_addn(out, encoded, (size_t)n);
    explicit_bzero(encoded, sizeof(encoded));
}

/* The smart host as {server_name} has it: a name without its brackets. */
static char *smart_host_key(const struct profile *p)
{
    struct str target = STR_INIT;
    struct network address;
    values_target(profile_text(p, "outbound.smart_host"), &target);
    char *key = str_take(&target);
    size_t len = strlen(key);
    if (key[0] == '[') {
        char *bare = mem_dupn(key + 1, len - 2);
        if (network_parse(bare, &address) || strncmp(bare, "IPv6:", 5) == 0) {
            free(bare); /* an address keeps them */
        } else {
            free(key);
            key = bare;
        }
    }
    return key;
}
