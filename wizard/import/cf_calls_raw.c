/* Classes, and the lines of a sendmail.cf that no macro writes. */
#include <string.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/cf_calls_parts.h"

static void class_line(struct cf_calls *c, const struct cf_entry *e);
static void class_file(struct cf_calls *c, const struct cf_entry *e);
static bool is_apart(const struct cf_calls *c, const struct cf_entry *e);
static bool is_own_member(const struct cf_calls *c, const struct cf_entry *e);
static bool is_own(const struct cf_calls *c, const struct cf_entry *e);
static void rulesets(struct cf_calls *c);
static const char *heading_of(const struct cf_calls *c, const char *ruleset);
static bool is_redirect(const struct cf_entry *e);

static const struct {
    const char *class, *macro, *file_macro;
} classes[] = {
    {"w", "LOCAL_DOMAIN", NULL}, /* its file is confCW_FILE */
    {"M", "MASQUERADE_DOMAIN", "MASQUERADE_DOMAIN_FILE"},
    {"N", "MASQUERADE_EXCEPTION", "MASQUERADE_EXCEPTION_FILE"},
    {"E", "EXPOSED_USER", "EXPOSED_USER_FILE"},
    {"L", "LOCAL_USER", "LOCAL_USER_FILE"},
    {"G", "GENERICS_DOMAIN", "GENERICS_DOMAIN_FILE"},
    {"VirtHost", "VIRTUSER_DOMAIN", "VIRTUSER_DOMAIN_FILE"},
    {"R", "RELAY_DOMAIN", "RELAY_DOMAIN_FILE"},
    {"Canonify", "CANONIFY_DOMAIN", "CANONIFY_DOMAIN_FILE"},
    {"LDAPRoute", "LDAPROUTE_DOMAIN", "LDAPROUTE_DOMAIN_FILE"},
    {"LDAPRouteEquiv", "LDAPROUTE_EQUIVALENT", "LDAPROUTE_EQUIVALENT_FILE"},
    {"TrustAuthMech", "TRUST_AUTH_MECH", NULL},
};

/* Names that only the macros give, a blank before and behind each. */
static const char own_classes[] = "O . [ Accept SpamTag ResOk Tls TlsVerified Src SMTPOpModes t "
                                  "MappedDomain B";
static const char own_relays[] = ". UUCP BITNET DECNET FAX POP REDIRECT";
static const char own_macros[] = "B C F H L M R S Y Z j n sendmailMTACluster MTAHost";
static const char own_maps[] =
    "access arith authinfo badcmd badmx BadMXIP bcctable bestmx bitdomain canonicalRcpt CERTIssuer "
    "CERTSubject dequote dnsA dnsbl domain_map domaintable drac ednsbl generics ldapmh ldapmra "
    "macro mailertable mtamark mxlist mxserved resolve sts stsxmatch stsxnodaneflag stsxsni "
    "stsxsni2 user uudomain virtuser domainmap_regex";
static const char own_headers[] = "Return-Path Received Resent-Date Date Resent-From From "
                                  "Full-Name Resent-Message-Id Message-Id";
static const char own_options[] = "SetCertAltnames StrictTransportSecurity AddBcc "
                                  "DaemonPortOptions ClientPortOptions";
static const char own_rulesets[] =
    "A AddDomain BCC BadMX Basic_check_mail Basic_check_rcpt Basic_check_relay CanonAddr "
    "CanonLocal Canonify2 ConnControl D DANE_disabled Delay_TLS_Clt Delay_TLS_Clt2 "
    "DomainMapLookup E EnvFromL EnvFromSMTP EnvFromUD EnvFromUUD EnvToL EnvToSMTP EnvToU F FromU "
    "FullAddr HdrFromL HdrFromSMTP HdrToL HdrToSMTP HdrToU LDAPExpand LDAPMailertable Mail11From "
    "Mail11To MailerToTriple Mailertable MasqEnv MasqHdr MasqRelay MasqSMTP Parse0 Parse1 "
    "ParseBcc ParseRecipient PseudoToReal RateControl Rcpt_ok Recurse RelayTLS Relay_ok "
    "STS_Check STS_SAN STS_disabled STS_secure SearchList Set_SNI TLS_NameInList TLS_connection "
    "TLS_req U authinfo bcc canonify check_compat check_mail check_other check_rcpt "
    "check_relay checkmail checkrcpt checkrelay clt_features final greet_pause  localaddr "
    "parse queuegroup srv_features tls_client tls_clt_feat_acc tls_clt_features tls_rcpt "
    "tls_server tls_srv_features trust_auth try_tls max";

void cf_calls_raw(struct cf_calls *c)
{
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_CLASS && !is_own_member(c, e))
            class_line(c, e);
        else if (e->kind == CF_CLASSFILE)
            class_file(c, e);
    }
}

void cf_calls_raw_lines(struct cf_calls *c)
{
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (strchr("DKHOE", (char)e->kind) != NULL && !is_own(c, e))
            cf_calls_add_raw(c, "LOCAL_CONFIG", e);
    }
    rulesets(c);
}

static void class_line(struct cf_calls *c, const struct cf_entry *e)
{
    for (size_t i = 0; i < ARRAY_LEN(classes) && !is_apart(c, e); i++)
        if (strcmp(classes[i].class, e->name) == 0) {
            cf_calls_add(c, e->line, classes[i].macro, e->value, NULL);
            return;
        }
    cf_calls_add_raw(c, "LOCAL_CONFIG", e);
}

static void class_file(struct cf_calls *c, const struct cf_entry *e)
{
    for (size_t i = 0; i < ARRAY_LEN(c->named_files); i++)
        if (c->named_files[i] == e)
            return; /* confCW_FILE and its like */
    for (size_t i = 0; i < ARRAY_LEN(classes) && !is_apart(c, e); i++)
        if (strcmp(classes[i].class, e->name) == 0 && classes[i].file_macro != NULL) {
            cf_calls_add(c, e->line, classes[i].file_macro, e->value, NULL);
            return;
        }
    cf_calls_add_raw(c, "LOCAL_CONFIG", e);
}

/* VIRTUSER_DOMAIN lets its domains relay, too: without that, it was not called. */
static bool is_apart(const struct cf_calls *c, const struct cf_entry *e)
{
    return strcmp(e->name, "VirtHost") == 0 && !c->relays_virtuals;
}

/* A class line that the macros or a feature write. */
static bool is_own_member(const struct cf_calls *c, const struct cf_entry *e)
{
    if (cf_calls_word(own_classes, e->name))
        return true;
    if (strcmp(e->name, "P") == 0)
        return cf_calls_word(own_relays, e->value);
    if (strcmp(e->name, "w") == 0 && strcmp(e->value, "localhost") == 0)
        return true;
    if (strcmp(e->name, "R") == 0 && strcmp(e->value, "$={VirtHost}") == 0)
        return true;
    if (strcmp(e->name, "A") == 0 && cf_calls_has(c, "vnet"))
        return true;
    return cf_calls_has(c, "block_bad_helo") && cf_calls_word("R w", e->name) &&
           (cf_calls_word("127.0.0.1 [127.0.0.1]", e->value) ||
            strcmp(e->value, "IPv6:0:0:0:0:0:0:0:1 IPv6:::1") == 0 ||
            strcmp(e->value, "[IPv6:0:0:0:0:0:0:0:1] [IPv6:::1]") == 0);
}

/* A line of another kind that the macros write, or that another call says. */
static bool is_own(const struct cf_calls *c, const struct cf_entry *e)
{
    const struct cf_option *row = NULL;
    switch (e->kind) {
    case CF_MACRO:
        return cf_calls_word(own_macros, e->name) ||
               (cf_calls_has(c, "bcc") && strcmp(e->name, "A") == 0);
    case CF_MAP:
        return cf_calls_word(own_maps, e->name) ||
               (cf_calls_has(c, "domainmap") && strncmp(e->name, "domain_", 7) == 0);
    case CF_HEADER:
        return cf_calls_word(own_headers, e->name) && !cf_calls_begins(e->value, "$>");
    case CF_OPTION:
        row = cf_option_find(e->name);
        return cf_calls_word(own_options, e->name) || (row != NULL && row->m4 != NULL);
    default:
        return false;
    }
}

/* Rulesets of the site's own, and what it writes into the empty ones that the macros have. */
static void rulesets(struct cf_calls *c)
{
    const char *heading = NULL;
    const struct cf_entry *begin = NULL;
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_RULESET) {
            heading = heading_of(c, e->name);
            begin = heading != NULL && (strcmp(heading, "LOCAL_RULESETS") == 0) ? e : NULL;
        } else if (e->kind == CF_RULE && heading != NULL && !is_redirect(e)) {
            if (begin != NULL)
                cf_calls_add_raw(c, heading, begin);
            begin = NULL;
            cf_calls_add_raw(c, heading, e);
        }
    }
}

/* Where rules of that ruleset stand in a .mc, or NULL: the macros write them. */
static const char *heading_of(const struct cf_calls *c, const char *ruleset)
{
    static const struct {
        const char *ruleset, *heading;
    } rows[] = {{"sender", "LOCAL_RULE_1"},
                {"recipient", "LOCAL_RULE_2"},
                {"ParseLocal", "LOCAL_RULE_0"},
                {"Local_srv_features", "LOCAL_SRV_FEATURES"},
                {"Local_clt_features", "LOCAL_CLT_FEATURES"},
                {"Local_try_tls", "LOCAL_TRY_TLS"},
                {"Local_tls_rcpt", "LOCAL_TLS_RCPT"},
                {"Local_tls_client", "LOCAL_TLS_CLIENT"},
                {"Local_tls_server", "LOCAL_TLS_SERVER"}};
    static const struct {
        const char *ruleset, *hack;
    } hacks[] = {{"Local_trust_auth", "debian_auth"},
                 {"check_eoh", "spamtrap"},
                 {"CheckTo", "spamtrap"},
                 {"x_connect", "xconnect"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].ruleset, ruleset) == 0)
            return rows[i].heading;
    if (cf_calls_word(own_rulesets, ruleset) || strspn(ruleset, "0123456789") == strlen(ruleset))
        return NULL;
    if (strcmp(ruleset, "Local_localaddr") == 0 && cf_calls_has(c, "msp"))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(hacks); i++)
        if (strcmp(hacks[i].ruleset, ruleset) == 0 && cf_calls_has(c, hacks[i].hack))
            return NULL;
    return "LOCAL_RULESETS";
}

/* What FEATUREs and MAILERs write into the site's part of ruleset 0. */
static bool is_redirect(const struct cf_entry *e)
{
    return strstr(e->value, ".REDIRECT") != NULL || strstr(e->value, "$={MappedDomain}") != NULL ||
           strstr(e->rhs, "$#mail11") != NULL || strstr(e->value, "$=w .DECNET. >") != NULL;
}
