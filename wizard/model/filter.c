/* Mail filters; see filter.h. */
#include <string.h>

#include "base/mem.h"

#include "model/filter.h"

/* Where nobody knows better: mail waits rather than pass unseen; 5 minutes as sendmail has it. */
#define FALLBACK_FAILURE "tempfail"
#define FALLBACK_TIMEOUTS "C:30s;S:1m;R:2m;E:5m"

static const char *own_word(const struct profile *p, const char *path, const char *name);
static void add_macros(struct strs *macros, const char *text);

/* cf/m4/cfhead.m4 */
const struct filter_stage_row filter_stages[FILTER_STAGE_COUNT] = {
    [FILTER_CONNECT] = {"connect", "confMILTER_MACROS_CONNECT",
                        "j, _, {daemon_name}, {if_name}, {if_addr}"},
    [FILTER_HELO] = {"helo", "confMILTER_MACROS_HELO",
                     "{tls_version}, {cipher}, {cipher_bits}, {cert_subject}, {cert_issuer}"},
    [FILTER_ENVFROM] = {"envfrom", "confMILTER_MACROS_ENVFROM",
                        "i, {auth_type}, {auth_authen}, {auth_ssf}, {auth_author}, {mail_mailer}, "
                        "{mail_host}, {mail_addr}"},
    [FILTER_ENVRCPT] = {"envrcpt", "confMILTER_MACROS_ENVRCPT",
                        "{rcpt_mailer}, {rcpt_host}, {rcpt_addr}"},
    [FILTER_DATA] = {"data", "confMILTER_MACROS_DATA", ""},
    [FILTER_EOH] = {"eoh", "confMILTER_MACROS_EOH", ""},
    [FILTER_EOM] = {"eom", "confMILTER_MACROS_EOM", "{msg_id}"},
};

/*
 * Sockets are those of Debian's packages.  An address, not localhost: sendmail looks a
 * name up whenever it starts, and does not start without an answer.
 */
const struct filter filter_table[] = {
    {.name = "opendkim",
     .title = "DKIM signatures",
     .package = "opendkim",
     .socket = "local:/run/opendkim/opendkim.sock",
     .failure = "tempfail", /* unsigned mail would be refused elsewhere */
     .timeouts = FALLBACK_TIMEOUTS,
     .macros = {[FILTER_CONNECT] = "j, {daemon_name}", [FILTER_ENVFROM] = "i"},
     .source = "opendkim README; opendkim.conf(5) MTA"},
    {.name = "opendmarc",
     .title = "DMARC policies",
     .package = "opendmarc",
     .socket = "local:/run/opendmarc/opendmarc.sock",
     .failure = "tempfail",
     .timeouts = FALLBACK_TIMEOUTS,
     .macros = {[FILTER_CONNECT] = "j", [FILTER_ENVFROM] = "i, {auth_authen}"},
     .source = "opendmarc README; opendmarc.conf(5) IgnoreAuthenticatedClients"},
    {.name = "spamassassin",
     .title = "SpamAssassin",
     .package = "spamass-milter",
     .socket = "local:/run/spamass/spamass.sock",
     .failure = "accept", /* spam that passes costs less than mail that waits */
     .timeouts = "C:30s;S:4m;R:4m;E:8m",
     .macros = {[FILTER_CONNECT] = "t, b, j, _, {daemon_name}, {if_name}, {if_addr}",
                /* Its README asks for s at HELO, but sendmail has none before MAIL. */
                [FILTER_ENVFROM] = "i, s, {auth_type}, {auth_authen}, {auth_ssf}",
                [FILTER_ENVRCPT] = "b, i, j, r, v, Z, _"},
     .source = "spamass-milter README.Debian"},
    {.name = "clamav",
     .title = "ClamAV, viruses",
     .package = "clamav-milter",
     .socket = "local:/run/clamav/clamav-milter.ctl",
     .failure = "tempfail",
     .timeouts = "C:30s;S:4m;R:4m;E:8m",
     .macros =
         {[FILTER_ENVFROM] = "i, {auth_authen}, {mail_addr}", [FILTER_ENVRCPT] = "{rcpt_addr}"},
     .source = "clamav-milter.conf(5) MilterSocket, SkipAuthenticated"},
    {.name = "rspamd",
     .title = "Rspamd, spam",
     .package = "rspamd",
     .socket = "inet:11332@127.0.0.1",
     .failure = "tempfail",
     .timeouts = FALLBACK_TIMEOUTS,
     .macros = {[FILTER_CONNECT] = "j, v, _, {daemon_name}, {client_name}",
                [FILTER_HELO] = "{tls_version}, {cipher}, {cert_subject}, {cert_issuer}",
                [FILTER_ENVFROM] = "i, {auth_authen}",
                [FILTER_ENVRCPT] = "{rcpt_mailer}"},
     .source = "Rspamd documentation, MTA integration: sendmail"},
    {.name = NULL},
};

const struct filter *filter_find(const char *name)
{
    for (const struct filter *f = filter_table; f->name != NULL; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

const char *filter_nearest(const char *name)
{
    const char *names[ARRAY_LEN(filter_table)];
    size_t n = 0;
    for (; filter_table[n].name != NULL; n++)
        names[n] = filter_table[n].name;
    return str_nearest(name, names, n);
}

const char *filter_socket(const struct profile *p, const char *name)
{
    const char *own = own_word(p, "filters.sockets", name);
    const struct filter *known = filter_find(name);
    return own != NULL ? own : known != NULL ? known->socket : NULL;
}

const char *filter_failure(const struct profile *p, const char *name)
{
    const char *own = own_word(p, "filters.on_failure", name);
    const struct filter *known = filter_find(name);
    return own != NULL ? own : known != NULL ? known->failure : FALLBACK_FAILURE;
}

const char *filter_timeouts(const struct profile *p, const char *name)
{
    const char *own = own_word(p, "filters.timeouts", name);
    const struct filter *known = filter_find(name);
    return own != NULL ? own : known != NULL ? known->timeouts : FALLBACK_TIMEOUTS;
}

const char *filter_socket_path(const char *socket)
{
    const char *colon = strchr(socket, ':');
    return colon != NULL && colon[1] == '/' ? colon + 1 : NULL;
}

void filter_macros(const struct profile *p, enum filter_stage stage, struct strs *macros)
{
    struct strs names = {0};
    const char *own = own_word(p, "filters.macros", filter_stages[stage].name);
    profile_list(p, "filters.use", &names);
    add_macros(macros, filter_stages[stage].stock);
    for (size_t i = 0; i < names.n; i++) {
        const struct filter *known = filter_find(names.v[i]);
        if (known != NULL && known->macros[stage] != NULL)
            add_macros(macros, known->macros[stage]);
    }
    if (own != NULL)
        add_macros(macros, own);
    strs_free(&names);
}

/* What a map of the profile says of that name, or NULL. */
static const char *own_word(const struct profile *p, const char *path, const char *name)
{
    return json_string_value(json_object_get(profile_value(p, path), name));
}

static void add_macros(struct strs *macros, const char *text)
{
    struct strs more = {0};
    strs_split(&more, text, ",");
    for (size_t i = 0; i < more.n; i++)
        if (!strs_has(macros, more.v[i]))
            strs_add(macros, more.v[i]);
    strs_free(&more);
}
