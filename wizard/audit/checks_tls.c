/* Checks: TLS and logging in. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audit/internal.h"

#include "cf/judge.h"
#include "cf/option.h"

#include "model/setting.h"

static bool offers_plain(const struct audit *audit);
static check_fn certificate, ciphers, dh, fingerprint, plain, mechanisms, nul;

#define OLD_TLS "SSL_OP_NO_SSLv2 SSL_OP_NO_SSLv3 SSL_OP_NO_TLSv1 SSL_OP_NO_TLSv1_1"
#define OLD_TLS_MC "+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1"
/* One line mends all that checks of ServerSSLOptions find: of two defines the last counts. */
#define SERVER_MC                                                                                  \
    "define(`confSERVER_SSL_OPTIONS', `" OLD_TLS_MC " +SSL_OP_CIPHER_SERVER_PREFERENCE "           \
    "+SSL_OP_NO_COMPRESSION +SSL_OP_NO_RENEGOTIATION')"

const struct check checks_tls[] = {
    {.id = "TLS-CERT",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .since = "8.11",
     .build = "STARTTLS",
     .title = "the server has no certificate, so nobody can use TLS with it",
     .wanted = "ServerCertFile and ServerKeyFile, with CACertFile and CACertPath",
     .why = "mail, and passwords where users log in, cross the network in the clear",
     .source = "op.me 5.6; RFC 8314; HARDENING TLS-CERT",
     .setting = "tls.cert_file and tls.key_file",
     .mc = "define(`confSERVER_CERT', `...') and define(`confSERVER_KEY', `...')",
     .option = "ServerCertFile",
     .run = certificate},
    {.id = "TLS-PROTO",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.15.1",
     .build = "STARTTLS",
     .want = WANT_FLAGS,
     .option = "ServerSSLOptions",
     .flags = OLD_TLS,
     .title = "versions of TLS that are broken are offered to clients",
     .why = "without these switches it is OpenSSL's own settings that decide",
     .source = "RFC 8996; op.me 5.6; HARDENING TLS-PROTO",
     .trap = "MinTLS, which some texts name, is no option of sendmail",
     .setting = "tls.preset",
     .mc = SERVER_MC},
    {.id = "TLS-PROTO-CLIENT",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_OUTBOUND,
     .since = "8.15.1",
     .build = "STARTTLS",
     .want = WANT_FLAGS,
     .option = "ClientSSLOptions",
     .flags = OLD_TLS,
     .title = "versions of TLS that are broken are used with other servers",
     .why = "without these switches it is OpenSSL's own settings that decide",
     .source = "RFC 8996; op.me 5.6; HARDENING TLS-PROTO",
     .setting = "tls.preset",
     .mc = "define(`confCLIENT_SSL_OPTIONS', `" OLD_TLS_MC "')"},
    {.id = "TLS-OPT",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.15.1",
     .build = "STARTTLS",
     .want = WANT_FLAGS,
     .option = "ServerSSLOptions",
     .flags = "SSL_OP_CIPHER_SERVER_PREFERENCE SSL_OP_NO_COMPRESSION",
     .title = "clients choose the cipher, or compress",
     .why = "the weakest cipher that both know is used, and compression leaks (CRIME)",
     .source = "sendmail/readcf.c; HARDENING TLS-OPT",
     .setting = "tls.preset",
     .mc = SERVER_MC},
    {.id = "TLS-RENEG",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.17.1", /* older ones do not know the switch */
     .build = "STARTTLS",
     .want = WANT_FLAGS,
     .option = "ServerSSLOptions",
     .flags = "SSL_OP_NO_RENEGOTIATION",
     .title = "clients may renegotiate again and again",
     .why = "each time costs the server much and the client little",
     .source = "sendmail/readcf.c; HARDENING TLS-OPT",
     .setting = "tls.preset",
     .mc = SERVER_MC},
    {.id = "TLS-CIPHER",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .since = "8.15.1",
     .build = "STARTTLS",
     .title = "no list of ciphers, or one that lets weak ones in",
     .wanted = "CipherList without aNULL, eNULL, EXPORT, RC4, MD5 and 3DES",
     .why = "the weakest cipher that both know can be forced on them",
     .source = "op.me 5.6; RFC 9325; HARDENING TLS-CIPHER",
     .setting = "tls.preset or tls.ciphers",
     .mc = "define(`confCIPHER_LIST', `HIGH:!aNULL:!MD5:!3DES')",
     .option = "CipherList",
     .run = ciphers},
    {.id = "TLS-DH",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .build = "STARTTLS",
     .title = "parameters of Diffie-Hellman that are too short",
     .wanted = "DHParameters of 2048 bits: `2', `i' or a file",
     .why = "512 and 1024 bits can be broken (Logjam)",
     .source = "op.me 5.6; CVE-2015-4000; HARDENING TLS-DH",
     .setting = "tls.dh_file",
     .mc = "define(`confDH_PARAMETERS', `2')",
     .option = "DHParameters",
     .run = dh},
    {.id = "TLS-FP",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .since = "8.15.1",
     .build = "STARTTLS",
     .title = "certificates are told apart by MD5",
     .wanted = "CertFingerprintAlgorithm=sha256",
     .why = "two certificates with one MD5 can be made",
     .source = "op.me 5.6; HARDENING TLS-FP",
     .mc = "define(`confCERT_FINGERPRINT_ALGORITHM', `sha256')",
     .option = "CertFingerprintAlgorithm",
     .run = fingerprint},
    {.id = "TLS-CLEAR",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_OUTBOUND,
     .since = "8.16.1",
     .build = "STARTTLS",
     .want = WANT_FALSE,
     .option = "TLSFallbacktoClear",
     .title = "when TLS fails, mail goes in the clear",
     .why = "whoever can disturb a handshake then reads the mail",
     .source = "RELEASE_NOTES 8.16.1; HARDENING TLS-CLEAR",
     .mc = "no define of confTLS_FALLBACK_TO_CLEAR"},
    {.id = "DANE",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_OUTBOUND,
     .since = "8.18.1",
     .build = "DANE",
     .want = WANT_TRUE,
     .option = "DANE",
     .title = "servers are not verified by their TLSA records",
     .why = "mail to sites with DNSSEC could be led to a forged server",
     .source = "RFC 7672; RELEASE_NOTES 8.16.1, 8.18.1; HARDENING DANE",
     .setting = "tls.dane",
     .mc = "define(`confDANE', `true')"},
    {.id = "MTA-STS",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_OUTBOUND,
     .since = "8.17.1",
     .build = "STARTTLS SOCKETMAP _FFR_MTA_STS",
     .want = WANT_TRUE,
     .option = "StrictTransportSecurity",
     .title = "the MTA-STS policies of other sites are not followed",
     .why = "mail to sites that have one could be led to a forged server",
     .source = "RFC 8461; RELEASE_NOTES 8.17.1; HARDENING MTA-STS",
     .setting = "tls.mta_sts",
     .mc = "FEATURE(`sts')"},
    {.id = "AUTH-PLAIN",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .since = "8.12",
     .build = "SASLv2",
     .title = "passwords may cross the network in the clear",
     .wanted = "AuthOptions with p, or M=A where nobody logs in",
     .why = "what is overheard is used to send spam through this host",
     .source = "op.me 5.6; RFC 4954 4; HARDENING AUTH-PLAIN",
     .setting = "submission.enabled",
     .mc = "define(`confAUTH_OPTIONS', `p,y')",
     .option = "AuthOptions",
     .run = plain},
    {.id = "AUTH-MECH",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .since = "8.10",
     .build = "SASLv2",
     .title = "mechanisms for logging in that are weak",
     .wanted = "AuthMechanisms without ANONYMOUS, DIGEST-MD5 and CRAM-MD5",
     .why = "they rest on MD5, and on passwords that the server keeps in the clear",
     .source = "RFC 6331; op.me 5.6; HARDENING AUTH-MECH",
     .setting = "submission.mechanisms",
     .mc = "define(`confAUTH_MECHANISMS', `PLAIN LOGIN') with define(`confAUTH_OPTIONS', `p,y')",
     .option = "AuthMechanisms",
     .run = mechanisms},
    {.id = "AUTH-FILE",
     .severity = SEVERITY_MEDIUM,
     .on = ON_EACH,
     .roles = ROLE_ANY,
     .since = "8.12",
     .want = WANT_NO_VALUE,
     .option = "DefaultAuthInfo",
     .title = "the password for other servers stands in a file of the old kind",
     .why = "one password then goes to every server that asks",
     .source = "cf/README authinfo; op.me 5.6; HARDENING AUTH-FILE",
     .setting = "outbound.auth_file",
     .mc = "FEATURE(`authinfo')"},
    {.id = "NUL",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "NUL bytes in mail are let through",
     .wanted = "RejectNUL=True",
     .why = "programs behind read only what stands before the NUL",
     .source = "NEWS.Debian 8.17.1.9; CVE-2023-51765; HARDENING NUL",
     .mc = "define(`confREJECT_NUL', `true')",
     .option = "RejectNUL",
     .run = nul},
    {.id = NULL},
};

static void certificate(struct audit *audit)
{
    const struct audit_facts *facts = audit->facts;
    bool serves = facts->network && (facts->logs_in || (facts->roles & ROLE_SERVER) != 0);
    if (!serves || (audit_option(audit, "ServerCertFile") != NULL &&
                    audit_option(audit, "ServerKeyFile") != NULL))
        return;
    struct finding *f = audit_found(audit, 0, "ServerCertFile or ServerKeyFile is not set");
    /* A server that takes strangers' mail may do without; one that takes passwords may not. */
    if (facts->logs_in)
        f->severity = SEVERITY_MEDIUM;
}

static void ciphers(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, "CipherList");
    if (line == NULL || line->value[0] == '\0') {
        audit_found(audit, 0, "CipherList is not set");
        return;
    }
    char *weak = cf_cipher_weak(line->value);
    if (weak != NULL)
        audit_found(audit, line->line, "CipherList has %s%s", weak,
                    strcasecmp(weak, "HIGH") == 0 ? " and no !aNULL" : "");
    free(weak);
}

static void dh(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, "DHParameters");
    if (line != NULL && (line->value[0] == '5' || line->value[0] == '1'))
        audit_found(audit, line->line, "DHParameters=%s", line->value);
}

static void fingerprint(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, "CertFingerprintAlgorithm");
    if (line == NULL)
        audit_found(audit, 0, "CertFingerprintAlgorithm is not set, which is md5");
    else if (strcasecmp(line->value, "md5") == 0 || strcasecmp(line->value, "sha1") == 0)
        audit_found(audit, line->line, "CertFingerprintAlgorithm=%s", line->value);
}

static void plain(struct audit *audit)
{
    struct strs flags = {0};
    cf_option_flags(audit->cf, "AuthOptions", &flags);
    bool hidden = strs_has(&flags, "p");
    strs_free(&flags);
    if (hidden || !audit->facts->logs_in || !offers_plain(audit))
        return;
    for (size_t i = 0; i < audit->facts->daemons.n; i++) {
        const struct cf_daemon *d = &audit->facts->daemons.v[i];
        /* On 465 everything is in TLS from the first byte. */
        if (d->loopback || strchr(d->modifiers, 'A') != NULL || strchr(d->modifiers, 's') != NULL)
            continue;
        struct finding *f = audit_found(audit, d->entry != NULL ? d->entry->line : 0,
                                        "daemon %s offers AUTH, and AuthOptions has no p",
                                        d->name[0] != '\0' ? d->name : "(default)");
        if (cf_find(audit->cf, CF_CLASS, "TrustAuthMech") == NULL)
            f->severity = SEVERITY_MEDIUM; /* who logs in gains nothing here */
        return;
    }
}

/* Only these two show the password; sendmail's own default has neither. */
static bool offers_plain(const struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, "AuthMechanisms");
    struct strs names = {0};
    bool offers = false;
    strs_split(&names, line != NULL ? line->value : "", " ,");
    for (size_t i = 0; i < names.n; i++)
        offers =
            offers || strcasecmp(names.v[i], "PLAIN") == 0 || strcasecmp(names.v[i], "LOGIN") == 0;
    strs_free(&names);
    return offers;
}

static void mechanisms(struct audit *audit)
{
    static const char *const weak[] = {"ANONYMOUS", "DIGEST-MD5", "CRAM-MD5"};
    const struct cf_entry *line = audit_option(audit, "AuthMechanisms");
    if (!audit->facts->logs_in)
        return;
    if (line == NULL) {
        audit_found(audit, 0,
                    "AuthMechanisms is not set, which is EXTERNAL GSSAPI KERBEROS_V4 DIGEST-MD5 "
                    "CRAM-MD5");
        return;
    }
    struct strs names = {0};
    strs_split(&names, line->value, " ,");
    for (size_t k = 0; k < sizeof(weak) / sizeof(weak[0]); k++)
        for (size_t i = 0; i < names.n; i++)
            if (strcasecmp(names.v[i], weak[k]) == 0)
                audit_found(audit, line->line, "AuthMechanisms has %s", weak[k]);
    strs_free(&names);
}

/* Only Debian's macros write it; where they do not, the build decides. */
static void nul(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, audit->check->option);
    if (line != NULL && !cf_value_bool(line->value))
        audit_found(audit, line->line, "RejectNUL=%s", line->value);
}
