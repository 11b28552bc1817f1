/* Certificates and keys through libcrypto; see certificate.h. */
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "sys/certificate.h"
#include "sys/file.h"

enum {
    MAX_BYTES = 4 * 1024 * 1024, /* the bundle of all authorities has 220 KB */
    MAX_CN = 64,                 /* characters, RFC 5280 A.1 */
    SERIAL_BITS = 127,
    DAY = 24 * 3600
};

struct certificate {
    STACK_OF(X509) * all; /* never empty */
};

struct certificate_key {
    EVP_PKEY *key;
};

static BIO *open_bytes(const struct str *bytes);
static int no_passphrase(char *buf, int size, int rw, void *asked);
static void set_day(const ASN1_TIME *t, char **day);
static void name_host(X509 *x, const char *host);
static void add_extension(X509 *x, int nid, const char *value);
static void take_bytes(BIO *from, struct str *out);

struct certificate *certificate_read(const char *path, struct err *err)
{
    struct str text = STR_INIT;
    struct certificate *c = NULL;
    BIO *in = NULL;
    if (file_read(path, MAX_BYTES, &text, err) != 0)
        goto out;
    in = open_bytes(&text);
    c = mem_alloc(sizeof(*c));
    c->all = sk_X509_new_null();
    MUST(c->all != NULL);
    for (X509 *x; (x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL;)
        MUST(sk_X509_push(c->all, x) > 0);
    unsigned long why = ERR_peek_last_error();
    ERR_clear_error();
    if (sk_X509_num(c->all) > 0 && ERR_GET_REASON(why) == PEM_R_NO_START_LINE)
        goto out;
    if (sk_X509_num(c->all) == 0 && ERR_GET_REASON(why) == PEM_R_NO_START_LINE)
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds no certificate in PEM");
    else
        err_set_at(err, ERR_INPUT, path, 0, 0, "certificate %d in it cannot be read",
                   sk_X509_num(c->all) + 1);
    err_mend(err, "it begins with -----BEGIN CERTIFICATE-----, as the authority delivers it");
    certificate_free(c);
    c = NULL;
out:
    BIO_free(in);
    str_free(&text);
    return c;
}

void certificate_free(struct certificate *c)
{
    if (c == NULL)
        return;
    sk_X509_pop_free(c->all, X509_free);
    free(c);
}

struct certificate_key *certificate_key_read(const char *path, struct err *err)
{
    struct str text = STR_INIT;
    struct certificate_key *k = NULL;
    BIO *in = NULL;
    bool asked = false;
    if (file_read_secret(path, MAX_BYTES, &text, err) != 0)
        goto out;
    in = open_bytes(&text);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, &asked);
    ERR_clear_error();
    if (key != NULL) {
        k = mem_alloc(sizeof(*k));
        k->key = key;
    } else if (asked) {
        err_set_at(err, ERR_INPUT, path, 0, 0,
                   "has a passphrase, which nobody could give to a daemon");
        err_mend(err, "take it off: openssl pkey -in OLD -out NEW");
    } else {
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds no private key in PEM");
        err_mend(err, "it begins with -----BEGIN PRIVATE KEY-----");
    }
out:
    BIO_free(in);
    if (text.buf != NULL)
        explicit_bzero(text.buf, text.cap);
    str_free(&text);
    return k;
}

void certificate_key_free(struct certificate_key *k)
{
    if (k == NULL)
        return;
    EVP_PKEY_free(k->key);
    free(k);
}

/* The bytes are not copied. */
static BIO *open_bytes(const struct str *bytes)
{
    BIO *in = BIO_new_mem_buf(str_text(bytes), (int)bytes->len);
    MUST(in != NULL);
    return in;
}

/* Without a callback of ours, libcrypto would ask on the terminal. */
static int no_passphrase(char *buf, int size, int rw, void *asked)
{
    (void)buf, (void)size, (void)rw;
    *(bool *)asked = true;
    return -1;
}

bool certificate_matches(const struct certificate *c, const struct certificate_key *k)
{
    bool match = X509_check_private_key(sk_X509_value(c->all, 0), k->key) == 1;
    ERR_clear_error();
    return match;
}

enum certificate_time certificate_time_at(const struct certificate *c, time_t now, char **day)
{
    enum certificate_time worst = CERTIFICATE_GOOD;
    time_t soon = now + CERTIFICATE_SOON;
    for (int i = 0; i < sk_X509_num(c->all); i++) {
        const X509 *x = sk_X509_value(c->all, i);
        const ASN1_TIME *from = X509_get0_notBefore(x), *to = X509_get0_notAfter(x);
        enum certificate_time this = X509_cmp_time(to, &now) < 0     ? CERTIFICATE_EXPIRED
                                     : X509_cmp_time(to, &soon) < 0  ? CERTIFICATE_SOON_OVER
                                     : X509_cmp_time(from, &now) > 0 ? CERTIFICATE_NOT_YET
                                                                     : CERTIFICATE_GOOD;
        if (this <= worst)
            continue;
        worst = this;
        set_day(this == CERTIFICATE_NOT_YET ? from : to, day);
    }
    ERR_clear_error();
    return worst;
}

static void set_day(const ASN1_TIME *t, char **day)
{
    struct tm tm;
    if (day != NULL && ASN1_TIME_to_tm(t, &tm) == 1)
        str_set(day, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

bool certificate_names(const struct certificate *c, const char *host)
{
    return X509_check_host(sk_X509_value(c->all, 0), host, strlen(host), 0, NULL) == 1;
}

bool certificate_has_chain(const struct certificate *authorities, const struct certificate *c)
{
    for (int i = 1; i < sk_X509_num(c->all); i++) {
        int k = 0;
        while (k < sk_X509_num(authorities->all) &&
               X509_cmp(sk_X509_value(authorities->all, k), sk_X509_value(c->all, i)) != 0)
            k++;
        if (k == sk_X509_num(authorities->all))
            return false;
    }
    return true;
}

int certificate_check_crl(const char *path, time_t now, bool *over, struct err *err)
{
    struct str text = STR_INIT;
    BIO *in = NULL;
    int n = 0, rc = -1;
    if (file_read(path, MAX_BYTES, &text, err) != 0)
        goto out;
    in = open_bytes(&text);
    if (over != NULL)
        *over = false;
    for (X509_CRL *crl; (crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL)) != NULL; n++) {
        const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
        if (over != NULL && next != NULL && X509_cmp_time(next, &now) < 0)
            *over = true;
        X509_CRL_free(crl);
    }
    ERR_clear_error();
    if (n == 0) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds no list of revoked certificates in PEM");
        err_mend(err, "it begins with -----BEGIN X509 CRL-----");
        goto out;
    }
    rc = 0;
out:
    BIO_free(in);
    str_free(&text);
    return rc;
}

int certificate_check_dh(const char *path, struct err *err)
{
    struct str text = STR_INIT;
    EVP_PKEY *dh = NULL;
    BIO *in = NULL;
    int rc = -1;
    if (file_read(path, MAX_BYTES, &text, err) != 0)
        goto out;
    in = open_bytes(&text);
    dh = PEM_read_bio_Parameters(in, NULL);
    ERR_clear_error();
    if (dh == NULL ||
        (EVP_PKEY_get_base_id(dh) != EVP_PKEY_DH && EVP_PKEY_get_base_id(dh) != EVP_PKEY_DHX)) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds no Diffie-Hellman parameters in PEM");
        err_mend(err, "make some: openssl dhparam -out FILE %d", CERTIFICATE_DH_BITS);
    } else if (EVP_PKEY_get_bits(dh) < CERTIFICATE_DH_BITS) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "has parameters of %d bits, which can be broken",
                   EVP_PKEY_get_bits(dh));
        err_mend(err, "take %d bits or more, or the built-in ones", CERTIFICATE_DH_BITS);
    } else {
        rc = 0;
    }
out:
    EVP_PKEY_free(dh);
    BIO_free(in);
    str_free(&text);
    return rc;
}

void certificate_make(const char *host, time_t now, struct str *cert, struct str *key)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    BIGNUM *serial = BN_new();
    BIO *out = BIO_new(BIO_s_mem());
    MUST(pkey != NULL && x != NULL && serial != NULL && out != NULL);
    MUST(BN_rand(serial, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
    MUST(BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x)) != NULL);
    MUST(X509_set_version(x, X509_VERSION_3) == 1 && X509_set_pubkey(x, pkey) == 1);
    MUST(X509_time_adj(X509_getm_notBefore(x), 0, &now) != NULL);
    MUST(X509_time_adj(X509_getm_notAfter(x), (long)CERTIFICATE_DAYS * DAY, &now) != NULL);
    name_host(x, host);
    MUST(X509_sign(x, pkey, EVP_sha256()) > 0);
    MUST(PEM_write_bio_X509(out, x) == 1);
    take_bytes(out, cert);
    MUST(PEM_write_bio_PrivateKey(out, pkey, NULL, NULL, 0, NULL, NULL) == 1);
    take_bytes(out, key);
    BIO_free(out);
    BN_free(serial);
    X509_free(x);
    EVP_PKEY_free(pkey);
}

static void name_host(X509 *x, const char *host)
{
    struct str names = STR_INIT;
    X509_NAME *name = X509_get_subject_name(x);
    if (strlen(host) <= MAX_CN)
        MUST(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)host, -1,
                                        -1, 0) == 1);
    MUST(X509_set_issuer_name(x, name) == 1);
    /* Critical where the subject is empty (RFC 5280 4.2.1.6). */
    str_addf(&names, "%sDNS:%s", strlen(host) <= MAX_CN ? "" : "critical,", host);
    add_extension(x, NID_subject_alt_name, str_text(&names));
    add_extension(x, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(x, NID_key_usage, "critical,digitalSignature");
    add_extension(x, NID_ext_key_usage, "serverAuth,clientAuth");
    str_free(&names);
}

/* host was a host name when the profile was read, so it adds no further extension. */
static void add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    MUST(e != NULL && X509_add_ext(x, e, -1) == 1);
    X509_EXTENSION_free(e);
}

static void take_bytes(BIO *from, struct str *out)
{
    char *bytes = NULL;
    long len = BIO_get_mem_data(from, &bytes);
    MUST(len > 0);
    str_addn(out, bytes, (size_t)len);
    OPENSSL_cleanse(bytes, (size_t)len);
    MUST(BIO_reset(from) == 1);
}
