/* Rules: TLS; see rules_checks.h. */
#include <string.h>

#include "base/mem.h"

#include "model/rules_checks.h"
#include "model/rules_help.h"
#include "model/tls_guideline.h"
#include "model/value.h"

static bool trusts_somebody(const struct profile *p);

static const char *const demands[] = {"tls.require_servers", "tls.require_clients",
                                      "tls.require_recipients"};

void rules_tls_pairs(const struct profile *p, struct errs *errs)
{
    static const struct {
        const char *cert, *key;
    } pairs[] = {{"tls.cert_file", "tls.key_file"},
                 {"tls.client_cert_file", "tls.client_key_file"}};
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        bool cert = rules_has_text(p, pairs[i].cert), key = rules_has_text(p, pairs[i].key);
        if (cert && !key)
            err_mend(profile_error(p, errs, pairs[i].cert, "is a certificate without its key"),
                     "give %s", pairs[i].key);
        if (key && !cert)
            err_mend(profile_error(p, errs, pairs[i].key, "is a key without its certificate"),
                     "give %s", pairs[i].cert);
    }
}

void rules_tls_trust(const struct profile *p, struct errs *errs)
{
    static const char *const needy[] = {"tls.crl_file", "tls.mta_sts"};
    if (rules_has_text(p, "tls.ca_dir") && !rules_has_text(p, "tls.ca_file") &&
        !rules_has_text(p, "tls.cert_file"))
        err_mend(profile_error(p, errs, "tls.ca_dir",
                               "is a folder of authorities, which sendmail reads only beside a "
                               "file of some"),
                 "give tls.ca_file, too");
    if (trusts_somebody(p))
        return;
    for (size_t i = 0; i < ARRAY_LEN(demands); i++) {
        void *iter = NULL;
        const char *name;
        while ((name = rules_map_name(p, demands[i], &iter)) != NULL)
            if (strcmp(json_string_value(json_object_iter_value(iter)), "encrypt") != 0)
                err_mend(profile_error(p, errs, demands[i],
                                       "%s is to be verified, but no authority is trusted", name),
                         "give tls.ca_file or tls.ca_dir, or demand encrypt");
    }
    for (size_t i = 0; i < ARRAY_LEN(needy); i++)
        if (profile_on(p, needy[i]))
            err_mend(profile_error(p, errs, needy[i], "verifies, but no authority is trusted"),
                     "give tls.ca_file or tls.ca_dir");
}

static bool trusts_somebody(const struct profile *p)
{
    return rules_has_text(p, "tls.ca_file") || rules_has_text(p, "tls.ca_dir");
}

/* Without a certificate no STARTTLS is offered, and nobody could meet the demand. */
void rules_tls_clients(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    if (rules_map_name(p, "tls.require_clients", &iter) != NULL &&
        !rules_has_text(p, "tls.cert_file"))
        err_mend(profile_error(p, errs, "tls.require_clients",
                               "demands TLS, which is not offered without a certificate"),
                 "give tls.cert_file and tls.key_file");
}

void rules_tls_never(const struct profile *p, struct errs *errs)
{
    struct strs items = {0};
    profile_list(p, "tls.never", &items);
    for (size_t i = 0; i < items.n; i++)
        if (json_object_get(profile_value(p, "tls.require_servers"), items.v[i]) != NULL)
            err_mend(profile_error(p, errs, "tls.never",
                                   "%s must use TLS, as tls.require_servers says", items.v[i]),
                     "remove it from one of the two");
    strs_free(&items);
}

void rules_tls_ciphers(const struct profile *p, struct errs *errs)
{
    const struct tls_preset *preset = tls_preset_find(profile_text(p, "tls.preset"));
    if (rules_has_text(p, "tls.ciphers") && preset->ciphers[0] == '\0')
        err_mend(profile_error(p, errs, "tls.ciphers",
                               "is for TLS 1.2, and the preset %s is %s alone", preset->name,
                               preset->versions),
                 "set tls.suites instead, or tls.preset to intermediate");
}
