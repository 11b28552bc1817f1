/* The rules across settings; see rules.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/network.h"
#include "model/rules.h"
#include "model/rules_checks.h"
#include "model/rules_help.h"
#include "model/value.h"

enum { MAX_DENIAL = 200 };

static void check_host_name(const struct profile *p, struct errs *errs)
{
    if (!profile_has(p, "host.name"))
        err_mend(profile_error(p, errs, "host.name", "must be given"),
                 "write {\"host\": {\"name\": \"mail.example.org\"}} or --set host.name=...");
}

static void check_role(const struct profile *p, struct errs *errs)
{
    if (profile_roles(p) == 0)
        err_mend(profile_error(p, errs, "roles.local", "no role is on, the host would do nothing"),
                 "set at least one of roles.local, outbound, inbound, relay to true");
}

static void check_own_mail(const struct profile *p, struct errs *errs)
{
    unsigned roles = profile_roles(p);
    if (roles == 0 || (roles & ROLE_LOCAL) != 0 || rules_has_text(p, "local.hub"))
        return;
    if ((roles & ROLE_INBOUND) != 0)
        err_mend(profile_error(p, errs, "local.hub",
                               "is needed: mail for this site is accepted, but not delivered here"),
                 "name the host that has the mailboxes, or turn roles.local on");
    else if ((roles & ROLE_OUTBOUND) == 0 || !rules_has_text(p, "outbound.smart_host"))
        err_mend(profile_error(p, errs, "local.hub",
                               "is needed: root's and postmaster's mail would have nowhere to go"),
                 "name the host that has the mailboxes, or outbound.smart_host, or turn "
                 "roles.local on");
}

static void check_hub_or_local(const struct profile *p, struct errs *errs)
{
    if ((profile_roles(p) & ROLE_LOCAL) != 0 && rules_has_text(p, "local.hub"))
        err_mend(profile_error(p, errs, "local.hub",
                               "contradicts roles.local: mail is delivered here or at the hub"),
                 "turn roles.local off or remove local.hub");
}

static void check_not_itself(const struct profile *p, struct errs *errs)
{
    static const char *const targets[] = {"local.hub", "outbound.smart_host", "queue.fallback_host",
                                          "queue.fallback_smart_host"};
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        char *target = rules_bare_target(profile_text(p, targets[i]));
        if (target[0] != '\0' && strcasecmp(target, profile_text(p, "host.name")) == 0)
            err_mend(profile_error(p, errs, targets[i], "is this host itself: mail would loop"),
                     "name another host");
        free(target);
    }
}

static void check_inbound_recipients(const struct profile *p, struct errs *errs)
{
    const char *how = profile_text(p, "inbound.recipients");
    if ((profile_roles(p) & ROLE_INBOUND) == 0)
        return;
    if (strcmp(how, "mailboxes") == 0 && (profile_roles(p) & ROLE_LOCAL) == 0)
        err_mend(profile_error(p, errs, "inbound.recipients",
                               "mailboxes needs the role local: this host has no mailboxes"),
                 "use list, ldap, or explicitly any");
    if (strcmp(how, "list") == 0 && rules_list_size(p, "inbound.recipient_list") == 0 &&
        !rules_has_text(p, "tables.recipients_file"))
        err_mend(profile_error(p, errs, "inbound.recipient_list",
                               "is empty: every recipient would be refused"),
                 "list the valid recipients");
    if (strcmp(how, "list") == 0)
        rules_check_addresses(p, errs, "inbound.recipient_list", rules_is_own_domain,
                              "host.domains");
}

static void check_relay_recipients(const struct profile *p, struct errs *errs)
{
    if ((profile_roles(p) & ROLE_RELAY) == 0 || rules_list_size(p, "relay.domains") == 0 ||
        strcmp(profile_text(p, "relay.recipients"), "list") != 0)
        return;
    if (rules_list_size(p, "relay.recipient_list") == 0 &&
        !rules_has_text(p, "tables.recipients_file"))
        err_mend(profile_error(p, errs, "relay.recipient_list",
                               "is empty: every recipient in relay.domains would be refused"),
                 "list the valid recipients, or set relay.recipients to ldap or explicitly any");
    rules_check_addresses(p, errs, "relay.recipient_list", rules_is_relayed_domain,
                          "relay.domains");
}

static void check_ldap(const struct profile *p, struct errs *errs)
{
    static const char *const needed[] = {"inbound.ldap_server", "inbound.ldap_base"};
    unsigned roles = profile_roles(p);
    bool wanted =
        ((roles & ROLE_INBOUND) != 0 &&
         strcmp(profile_text(p, "inbound.recipients"), "ldap") == 0) ||
        ((roles & ROLE_RELAY) != 0 && strcmp(profile_text(p, "relay.recipients"), "ldap") == 0);
    for (size_t i = 0; wanted && i < ARRAY_LEN(needed); i++)
        if (!rules_has_text(p, needed[i]))
            profile_error(p, errs, needed[i], "is needed to ask the directory for recipients");
    if (wanted && strstr(profile_text(p, "inbound.ldap_filter"), "%0") == NULL)
        profile_error(p, errs, "inbound.ldap_filter", "has no %%0: it would find anybody");
}

static void check_relay_lists(const struct profile *p, struct errs *errs)
{
    if ((profile_roles(p) & ROLE_RELAY) != 0 && rules_list_size(p, "relay.networks") == 0 &&
        rules_list_size(p, "relay.hosts") == 0 && rules_list_size(p, "relay.domains") == 0)
        err_mend(profile_error(p, errs, "roles.relay", "is on, but nobody is listed"),
                 "give relay.networks, relay.hosts or relay.domains");
}

static void check_domain_once(const struct profile *p, struct errs *errs)
{
    struct strs domains = {0};
    profile_list(p, "relay.domains", &domains);
    for (size_t i = 0; i < domains.n; i++)
        if (rules_is_own_domain(p, domains.v[i]))
            err_mend(profile_error(p, errs, "relay.domains",
                                   "%s is one of this site's own domains, too", domains.v[i]),
                     "a domain is either delivered or passed on");
    strs_free(&domains);
}

static void check_routes(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "relay.routes", &iter)) != NULL)
        if (!rules_is_relayed_domain(p, name))
            err_mend(profile_error(p, errs, "relay.routes", "%s is not in relay.domains", name),
                     "add it there, or remove the route");
}

static void check_networks(const struct profile *p, struct errs *errs)
{
    struct strs items = {0};
    void *iter = NULL;
    const char *name;
    profile_list(p, "relay.networks", &items);
    for (size_t i = 0; i < items.n; i++) {
        struct str path = STR_INIT;
        str_addf(&path, "relay.networks[%zu]", i);
        rules_check_network(p, errs, str_text(&path), items.v[i]);
        str_free(&path);
    }
    strs_free(&items);
    while ((name = rules_map_name(p, "access.deny_clients", &iter)) != NULL) {
        struct network net;
        if (!network_parse(name, &net))
            continue;
        if (network_has_host_bits(&net))
            profile_error(p, errs, "access.deny_clients", "%s is a host, not a network", name);
        if (network_is_loopback(&net))
            profile_error(p, errs, "access.deny_clients",
                          "%s holds this host's own loopback: it could send no mail", name);
    }
}

static void check_deny_or_relay(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "access.deny_clients", &iter)) != NULL)
        if (rules_list_has(p, "relay.networks", name) || rules_list_has(p, "relay.hosts", name))
            profile_error(p, errs, "access.deny_clients", "%s is allowed to relay, too", name);
    while ((name = rules_map_name(p, "access.deny_recipients", &iter)) != NULL)
        if (rules_is_own_domain(p, name) || rules_list_has(p, "relay.domains", name))
            err_mend(profile_error(p, errs, "access.deny_recipients",
                                   "%s is a whole domain that this host accepts mail for", name),
                     "remove it from one of the two");
}

static void check_smart_host(const struct profile *p, struct errs *errs)
{
    static const char *const depend[] = {"outbound.smart_host_port", "outbound.auth_file"};
    bool has_auth = rules_has_text(p, "outbound.auth_file");
    for (size_t i = 0; i < ARRAY_LEN(depend); i++)
        if (profile_has(p, depend[i]) && !rules_has_text(p, "outbound.smart_host") &&
            (strcmp(depend[i], "outbound.auth_file") != 0 || has_auth))
            err_mend(profile_error(p, errs, depend[i], "is for the smart host, and there is none"),
                     "give outbound.smart_host");
    if (has_auth && profile_text(p, "outbound.smart_host")[0] != '[')
        err_mend(profile_error(p, errs, "outbound.smart_host",
                               "has a password, but MX records say which host would get it"),
                 "write the host in brackets: [smtp.example.net]");
    if (has_auth && rules_list_size(p, "outbound.auth_mechanisms") == 0)
        profile_error(p, errs, "outbound.auth_mechanisms", "is empty: AUTH could not be done");
    if (has_auth && strcmp(profile_text(p, "outbound.smart_host_tls"), "optional") == 0)
        err_mend(profile_error(p, errs, "outbound.smart_host_tls",
                               "optional would send the password in the clear"),
                 "use required or auto");
}

static void check_loads(const struct profile *p, struct errs *errs)
{
    long delay = profile_int(p, "limits.delay_load"), queue = profile_int(p, "limits.queue_load"),
         refuse = profile_int(p, "limits.refuse_load");
    /* Told at one that the profile gives: it has a place there. */
    static const char *const loads[] = {"limits.queue_load", "limits.delay_load",
                                        "limits.refuse_load"};
    size_t told = 0;
    while (told + 1 < ARRAY_LEN(loads) && !profile_has(p, loads[told]))
        told++;
    if (!(delay < queue && queue < refuse))
        profile_error(p, errs, loads[told],
                      "must hold: delay_load < queue_load < refuse_load (here %ld, %ld, %ld)",
                      delay, queue, refuse);
}

/* sendmail takes a quoted word of a table up to MAXNAME (256) bytes, its escapes included. */
static void check_denial_texts(const struct profile *p, struct errs *errs)
{
    static const char *const maps[] = {"access.deny_clients", "access.deny_senders",
                                       "access.deny_recipients", "access.deny_helo"};
    for (size_t m = 0; m < ARRAY_LEN(maps); m++) {
        void *iter = NULL;
        const char *name;
        while ((name = rules_map_name(p, maps[m], &iter)) != NULL) {
            const char *text = json_string_value(json_object_iter_value(iter));
            size_t len = strlen(text);
            for (const char *c = text; *c != '\0'; c++)
                len += strchr("\"\\%", *c) != NULL;
            if (len > MAX_DENIAL)
                err_mend(profile_error(p, errs, maps[m],
                                       "the text for %s is too long for sendmail's table", name),
                         "keep it below %d bytes; each \", \\ and %% counts twice", MAX_DENIAL);
        }
    }
}

/* sendmail-cf reads these names again as m4, whatever the quotes. */
static void check_m4_words(const struct profile *p, struct errs *errs)
{
    static const char *const paths[] = {"host.name",         "local.hub",
                                        "local.lmtp_socket", "outbound.smart_host",
                                        "submission.realm",  "masquerade.as"};
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const char *word = rules_m4_word(profile_text(p, paths[i]));
        if (word != NULL)
            err_mend(
                profile_error(p, errs, paths[i], "%s is a word of m4 that acts by itself", word),
                "write it in other case, or give another name or the address");
    }
}

/* sendmail takes d.d.d at the beginning of a text for an enhanced status code. */
static void check_text_code(const struct profile *p, const char *path, const char *text,
                            struct errs *errs)
{
    int end = 0;
    int found = sscanf(text, "%*1[245].%*3[0-9].%*3[0-9]%n", &end);
    if (found == 0 && end > 0)
        err_mend(profile_error(p, errs, path, "the text begins like an enhanced status code"),
                 "begin with a word: sendmail would take it for the code");
}

static void check_text_codes(const struct profile *p, struct errs *errs)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        void *iter = NULL;
        if (s->type != TYPE_TEXT)
            continue;
        if (s->shape == SHAPE_ONE)
            check_text_code(p, s->path, profile_text(p, s->path), errs);
        while (s->shape == SHAPE_MAP && rules_map_name(p, s->path, &iter) != NULL)
            check_text_code(p, s->path, json_string_value(json_object_iter_value(iter)), errs);
    }
}

static void check_listed_once(const struct profile *p, struct errs *errs)
{
    static const char *const lists[] = {"host.domains", "relay.domains", "relay.hosts"};
    for (size_t l = 0; l < ARRAY_LEN(lists); l++) {
        struct strs names = {0}, items = {0};
        profile_list(p, lists[l], &items);
        for (size_t i = 0; i < items.n; i++)
            if (strs_has(&names, items.v[i]))
                profile_error(p, errs, lists[l], "%s stands there for the second time", items.v[i]);
            else
                strs_add(&names, items.v[i]);
        strs_free(&items);
        strs_free(&names);
    }
}

const struct rule rules_table[] = {
    {"host-name", "host.name is given, in the file or by --set", check_host_name},
    {"a-role", "at least one role is on", check_role},
    {"own-mail", "without the role local, a hub or a smart host takes the site's own mail",
     check_own_mail},
    {"hub-or-local", "local.hub and roles.local exclude each other", check_hub_or_local},
    {"not-itself", "hub, smart host and fallback hosts are other hosts", check_not_itself},
    {"inbound-recipients", "the role inbound knows its recipients", check_inbound_recipients},
    {"relay-recipients", "the recipients of relayed domains are known", check_relay_recipients},
    {"ldap", "a directory that is asked has a server, a base and a filter with %0", check_ldap},
    {"relay-lists", "the role relay lists somebody", check_relay_lists},
    {"domain-once", "no domain is both the site's own and relayed", check_domain_once},
    {"routes", "each route is for a relayed domain", check_routes},
    {"networks", "a network has no host bits, and loopback is not denied", check_networks},
    {"deny-or-relay", "nobody is both denied and allowed to relay", check_deny_or_relay},
    {"smart-host", "port, AUTH and TLS of the smart host fit together", check_smart_host},
    {"loads", "delay_load < queue_load < refuse_load", check_loads},
    {"listed-once", "a domain or host is listed once", check_listed_once},
    {"denial-text", "a refusal's text fits into the access table with its escapes",
     check_denial_texts},
    {"m4-word", "no part of a name that sendmail-cf reads as m4 is a word that acts there",
     check_m4_words},
    {"text-code", "no text begins like an enhanced status code", check_text_codes},
    {"queue-times", "a delay is told before the mail goes back, and rests fit together",
     rules_queue_times},
    {"queue-groups", "queue.group_of names groups of queue.groups, none of them mqueue",
     rules_queue_groups},
    {"queue-fits", "runners, status, fallback hosts, double bounces contradict nothing",
     rules_queue_fits},
    {"connect-times", "the first connect waits no longer than the others", rules_connect_times},
    {"handover", "only a null client without a password hands mail over directly", rules_handover},
    /* rules_THEME.c, a line or more each */
    {"listen", "the addresses to listen on are this host's own, for somebody, and not too many",
     rules_listen},
    {"submission-tls", "submission has a certificate", rules_submission_tls},
    {"submission-mechanisms", "the mechanisms fit where the passwords are",
     rules_submission_mechanisms},
    {"tls-pair", "a certificate and its key are given together", rules_tls_pairs},
    {"tls-trust", "what is verified is verified by an authority", rules_tls_trust},
    {"tls-clients", "TLS is demanded of clients only where it is offered", rules_tls_clients},
    {"tls-never", "no server both must and must not use TLS", rules_tls_never},
    {"tls-ciphers", "ciphers of TLS 1.2 are given only where it is spoken", rules_tls_ciphers},
    {"refuse-networks", "a network of clients has no host bits", rules_refuse_networks},
    {"accept-or-deny", "nobody is both accepted and denied", rules_refuse_accepted},
    {"dns-lists", "answers are told for a list that is asked; a zone holds no word of m4",
     rules_refuse_lists},
    {"client-limits", "a client's connections stay below limits.children", rules_refuse_limits},
    {"delay-checks", "friends and haters go with their kind of delay_checks", rules_refuse_delays},
    {"address-domains", "no domain is virtual and something else; another name is no domain itself",
     rules_addresses_domains},
    {"virtual-users", "virtual users are in this site's domains and lead somewhere",
     rules_addresses_virtual},
    {"address-routes", "routes are for other sites' domains, to other hosts",
     rules_addresses_routes},
    {"generic-users", "the senders that are rewritten are in domains that are rewritten",
     rules_addresses_generic},
    {"ldap-routing", "a directory that routes has a server, a base and domains of this site",
     rules_addresses_ldap},
    {"agent", "an LMTP mail store has a socket, and root's mail goes to a person",
     rules_addresses_agent},
    {"aliases", "no alias leads in a circle, or to a new address that nobody is told",
     rules_addresses_aliases},
    {"filter-socket", "a filter that is not known by name has a socket", rules_filters_socket},
    {"filter-used", "what is said of a filter is said of one that is used", rules_filters_used},
    {"filter-once", "a filter and a socket of filters stand there once", rules_filters_once},
    {"filter-limits", "there are no more filters and macros than sendmail takes",
     rules_filters_limits},
    {"filter-word", "no filter is called like a word of m4 that acts", rules_filters_words},
    {"more-names", "no m4 variable is set that a setting of its own governs", rules_more_names},
    {"more-values", "what sendmail-cf reads again as m4 holds no word that acts there",
     rules_more_values},
    {"more-once", "what has no setting of its own stands there once", rules_more_once},
    {"more-features", "no feature is written twice, or without what it needs", rules_more_features},
    {"more-flags", "flags of mailers open nothing that a setting closes", rules_more_flags},
    {"extra-file", "the raw lines can be read, and m4 can only write the .cf with them",
     rules_extra_file},
    {"recipients-file", "a file of recipients is for a list of them", rules_tables_recipients},
    {"accepted-once", "a check's findings are accepted once, with one reason", rules_audit_once},
    {NULL, NULL, NULL},
};

int rules_check(const struct profile *profile, struct errs *errs)
{
    size_t before = errs->n;
    for (const struct rule *r = rules_table; r->id != NULL; r++)
        r->check(profile, errs);
    return errs->n > before ? -1 : 0;
}

void rules_warn(const struct profile *profile, struct errs *warnings)
{
    if (strcasecmp(profile_text(profile, "host.name"), "localhost.localdomain") == 0)
        err_mend(profile_error(profile, warnings, "host.name",
                               "is the name of no host, and sendmail refuses it in a sender"),
                 "say what others call this host");
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (profile_has(profile, s->path) && !profile_matters(profile, s))
            profile_error(profile, warnings, s->path, "does nothing %s%s",
                          s->needs != NULL ? "without " : "with these roles",
                          s->needs != NULL ? s->needs : "");
    }
}
