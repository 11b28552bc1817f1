/* What a profile names outside itself; see look.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/look.h"
#include "cmd/look_filters.h"

#include "sys/address.h"
#include "sys/certificate.h"
#include "sys/cipher.h"
#include "sys/file.h"
#include "sys/layout.h"
#include "sys/tool.h"

enum { MAX_BINARY = 64 * 1024 * 1024 };

struct look {
    const struct context *ctx;
    const struct profile *profile;
    time_t now;
    struct errs *errs, *warnings;
};

/* A certificate and its key. */
struct pair {
    const char *cert, *key; /* settings */
    bool serves;            /* clients compare its names with ours */
};

static void look_pair(struct look *l, const struct pair *pair);
static void look_at_time(struct look *l, const struct pair *pair, const struct certificate *cert,
                         const char *path);
static void look_trust(struct look *l);
static void look_chain(struct look *l, const struct certificate *authorities);
static void look_ciphers(struct look *l);
static void look_binary(struct look *l);
static void look_addresses(struct look *l);
static void look_folders(struct look *l, const char *setting);
static char *place(const struct look *l, const char *setting);
static bool is_own(const struct look *l, const char *setting);
static const char *base_name(const char *path);
static void complain(struct look *l, const char *setting, struct err *err);

static const struct pair pairs[] = {
    {"tls.cert_file", "tls.key_file", true},
    {"tls.client_cert_file", "tls.client_key_file", false},
};

/* Files that sendmail reads only from folders that nobody else may write. */
static const char *const guarded[] = {"tls.cert_file",       "tls.key_file", "tls.client_cert_file",
                                      "tls.client_key_file", "tls.ca_file",  "tls.crl_file",
                                      "tls.dh_file"};

/* Options that not every sendmail was built with; one that it does not know ends it. */
static const struct {
    const char *setting, *option;
} built_in[] = {
    {"tls.dane", "DANE"},
    {"tls.mta_sts", "StrictTransportSecurity"},
    {"tls.suites", "CipherSuites"},
};

int look_profile(const struct context *ctx, const struct profile *profile, time_t now,
                 struct errs *errs, struct errs *warnings)
{
    struct look l = {ctx, profile, now, errs, warnings};
    size_t before = errs->n;
    if (ctx->elsewhere)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        look_pair(&l, &pairs[i]);
    look_trust(&l);
    for (size_t i = 0; i < ARRAY_LEN(guarded); i++)
        look_folders(&l, guarded[i]);
    look_ciphers(&l);
    look_binary(&l);
    look_addresses(&l);
    look_filters(ctx->root, profile, warnings);
    return errs->n > before ? -1 : 0;
}

/* A tree below --root may be of a host with other interfaces. */
static void look_addresses(struct look *l)
{
    static const char *const lists[] = {"host.listen", "submission.listen"};
    for (size_t k = 0; k < ARRAY_LEN(lists) && l->ctx->root[0] == '\0'; k++) {
        struct strs addresses = {0};
        profile_list(l->profile, lists[k], &addresses);
        for (size_t i = 0; i < addresses.n; i++)
            if (!address_is_here(addresses.v[i]))
                err_mend(profile_error(l->profile, l->warnings, lists[k],
                                       "this host does not have the address %s now",
                                       addresses.v[i]),
                         "sendmail does not start without it");
        strs_free(&addresses);
    }
}

static void look_pair(struct look *l, const struct pair *pair)
{
    struct err err = {0};
    struct certificate *cert = NULL;
    struct certificate_key *key = NULL;
    char *cert_path = NULL, *key_path = NULL;
    if (!profile_on(l->profile, pair->cert) || !profile_on(l->profile, pair->key))
        return;
    cert_path = place(l, pair->cert);
    key_path = place(l, pair->key);
    /* --self-signed makes what is not there. */
    if (pair->serves && l->ctx->pair_dir != NULL && !file_exists(cert_path) &&
        !file_exists(key_path))
        goto out;
    cert = certificate_read(cert_path, &err);
    if (cert == NULL)
        complain(l, pair->cert, &err);
    key = certificate_key_read(key_path, &err);
    if (key == NULL)
        complain(l, pair->key, &err);
    if (cert != NULL)
        look_at_time(l, pair, cert, cert_path);
    if (cert != NULL && key != NULL && !certificate_matches(cert, key))
        err_mend(profile_error(l->profile, l->errs, pair->key,
                               "%s is not the key of the certificate in %s", key_path, cert_path),
                 "name the key that the certificate was asked for with");
    const char *host = profile_text(l->profile, "host.name");
    if (cert != NULL && pair->serves && !certificate_names(cert, host))
        err_mend(profile_error(l->profile, l->warnings, pair->cert, "%s does not name %s",
                               cert_path, host),
                 "who verifies this host will not trust it");
out:
    certificate_free(cert);
    certificate_key_free(key);
    free(cert_path);
    free(key_path);
}

static void look_at_time(struct look *l, const struct pair *pair, const struct certificate *cert,
                         const char *path)
{
    char *day = NULL;
    switch (certificate_time_at(cert, l->now, &day)) {
    case CERTIFICATE_EXPIRED:
        err_mend(profile_error(l->profile, l->errs, pair->cert, "%s expired on %s", path, day),
                 "renew it");
        break;
    case CERTIFICATE_SOON_OVER:
        err_mend(profile_error(l->profile, l->warnings, pair->cert, "%s expires on %s", path, day),
                 "renew it");
        break;
    case CERTIFICATE_NOT_YET:
        err_mend(
            profile_error(l->profile, l->errs, pair->cert, "%s is not valid before %s", path, day),
            "set the clock, or wait");
        break;
    case CERTIFICATE_GOOD:
        break;
    }
    free(day);
}

/* sendmail sends of a chain what its file of authorities has, not what its own file has. */
static void look_chain(struct look *l, const struct certificate *authorities)
{
    char *path = place(l, "tls.cert_file");
    struct certificate *cert = path != NULL ? certificate_read(path, NULL) : NULL;
    if (cert != NULL && !certificate_has_chain(authorities, cert))
        err_mend(profile_error(l->profile, l->warnings, "tls.ca_file",
                               "lacks the authorities that stand in %s, and sendmail will not "
                               "send them along",
                               path),
                 "append them to tls.ca_file, or who verifies this host cannot");
    certificate_free(cert);
    free(path);
}

static void look_trust(struct look *l)
{
    struct err err = {0};
    bool over = false;
    struct certificate *authorities = NULL;
    char *ca = place(l, "tls.ca_file"), *dir = place(l, "tls.ca_dir"),
         *crl = place(l, "tls.crl_file"), *dh = place(l, "tls.dh_file");
    if (ca != NULL && (authorities = certificate_read(ca, &err)) == NULL)
        complain(l, "tls.ca_file", &err);
    if (authorities != NULL)
        look_chain(l, authorities);
    if (dir != NULL && !file_is_dir(dir)) {
        err_set_at(&err, ERR_INPUT, dir, 0, 0, "is no folder");
        complain(l, "tls.ca_dir", &err);
    }
    if (crl != NULL && certificate_check_crl(crl, l->now, &over, &err) != 0)
        complain(l, "tls.crl_file", &err);
    if (over)
        err_mend(profile_error(l->profile, l->warnings, "tls.crl_file",
                               "%s has a list that should have been renewed by now", crl),
                 "nobody whom that authority knows can be verified; fetch the list again");
    if (dh != NULL && certificate_check_dh(dh, &err) != 0)
        complain(l, "tls.dh_file", &err);
    certificate_free(authorities);
    free(ca);
    free(dir);
    free(crl);
    free(dh);
}

/* sendmail only logs a list that it cannot use, and goes on without one. */
static void look_ciphers(struct look *l)
{
    static const struct {
        const char *setting;
        int (*check)(const char *, struct err *);
    } lists[] = {{"tls.ciphers", cipher_check_list}, {"tls.suites", cipher_check_suites}};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct err err = {0};
        if (profile_on(l->profile, lists[i].setting) &&
            lists[i].check(profile_text(l->profile, lists[i].setting), &err) != 0) {
            profile_error(l->profile, l->errs, lists[i].setting, "%s", err.text);
            err_clear(&err);
        }
    }
}

/* No sendmail here: nothing to look at. */
static void look_binary(struct look *l)
{
    struct str path = STR_INIT, bytes = STR_INIT;
    bool wanted = false;
    for (size_t i = 0; i < ARRAY_LEN(built_in); i++)
        wanted = wanted || profile_on(l->profile, built_in[i].setting);
    if (!wanted)
        return;
    if (l->ctx->root[0] != '\0') {
        str_addf(&path, "%s%s", l->ctx->root, l->ctx->layout->sendmail);
    } else {
        char *found = tool_find(TOOL_SENDMAIL, l->ctx->layout, l->ctx->tools, NULL);
        str_add(&path, found != NULL ? found : "");
        free(found);
    }
    if (file_read(str_text(&path), MAX_BINARY, &bytes, NULL) == 0)
        for (size_t i = 0; i < ARRAY_LEN(built_in); i++) {
            /* With its NUL: as a name in the binary's table of options. */
            const char *name = built_in[i].option;
            if (profile_on(l->profile, built_in[i].setting) &&
                memmem(bytes.buf, bytes.len, name, strlen(name) + 1) == NULL)
                err_mend(profile_error(l->profile, l->errs, built_in[i].setting,
                                       "%s was built without the option %s and would not start",
                                       str_text(&path), name),
                         "leave it out, or give --elsewhere if the profile is for another host");
        }
    str_free(&path);
    str_free(&bytes);
}

/* sendmail would go on without the file, and so without TLS (its safefile.c). */
static void look_folders(struct look *l, const char *setting)
{
    const char *path = profile_text(l->profile, setting);
    struct errs *to = profile_on(l->profile, "local.unsafe_files") ? l->warnings : l->errs;
    mode_t mode = 0;
    if (path[0] == '\0' || is_own(l, setting))
        return;
    char *open = file_open_folder(l->ctx->root, path, &mode);
    if (open != NULL)
        err_mend(profile_error(l->profile, to, setting,
                               "others may write into the folder %s (mode %04o), so sendmail "
                               "would not use what is in it",
                               open, (unsigned)mode),
                 "chmod go-w it, or move the file");
    free(open);
}

/* Where the file of a setting lies; NULL if it names none; the caller frees it. */
static char *place(const struct look *l, const char *setting)
{
    const char *path = profile_text(l->profile, setting);
    struct str full = STR_INIT;
    if (path[0] == '\0')
        return NULL;
    if (is_own(l, setting))
        str_addf(&full, "%s/%s", l->ctx->pair_dir, base_name(path));
    else
        str_addf(&full, "%s%s", l->ctx->root, path);
    return str_take(&full);
}

/* Whether --self-signed says where the file of a setting lies. */
static bool is_own(const struct look *l, const char *setting)
{
    return l->ctx->pair_dir != NULL &&
           (strcmp(setting, pairs[0].cert) == 0 || strcmp(setting, pairs[0].key) == 0);
}

/* A path of a profile is absolute. */
static const char *base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

/* Tells the fault of a file at the setting that names it; err is clear again. */
static void complain(struct look *l, const char *setting, struct err *err)
{
    struct err *e = profile_error(l->profile, l->errs, setting, "%s: %s", err->file, err->text);
    err_mend(e, "%s",
             err->mend != NULL ? err->mend
                               : "give --elsewhere if the profile is for another host, whose files "
                                 "cannot be looked at here");
    err_clear(err);
}

int look_make_pair(const struct context *ctx, const struct profile *profile, time_t now,
                   struct render_output *out, struct errs *errs)
{
    struct look l = {.ctx = ctx, .profile = profile, .errs = errs};
    const char *const settings[] = {pairs[0].cert, pairs[0].key};
    const char *names[ARRAY_LEN(settings)] = {NULL};
    char *path = NULL;
    size_t before = errs->n;
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        const char *file = profile_text(profile, settings[i]);
        if (file[0] == '\0') {
            err_mend(profile_error(profile, errs, settings[i],
                                   "names no file for what --self-signed makes"),
                     "name one, such as /etc/mail/tls/mail.pem");
            continue;
        }
        names[i] = base_name(file);
        if (render_find(out, names[i]) != NULL ||
            (i > 0 && names[0] != NULL && strcmp(names[0], names[i]) == 0))
            err_mend(profile_error(profile, errs, settings[i],
                                   "%s is the name of another file that is written", names[i]),
                     "take another name");
    }
    if (errs->n > before)
        return -1;
    path = place(&l, pairs[0].cert);
    if (!file_exists(path)) {
        MUST(out->n + ARRAY_LEN(settings) <= RENDER_MAX_FILES);
        struct render_file *cert = &out->files[out->n++], *key = &out->files[out->n++];
        *key = (struct render_file){.name = names[1], .mode = 0600};
        *cert = (struct render_file){.name = names[0], .mode = 0644};
        certificate_make(profile_text(profile, "host.name"), now, &cert->data, &key->data);
    }
    free(path);
    return 0;
}
