/* Tests of sys/certificate.c: what is read, refused, and made. */
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "sys/certificate.h"

#include "scratch.h"

enum { NOW = 1800000000, DAY = 24 * 3600 }; /* 2027-01-15 */

static const char host[] = "mail.example.org";

static void make_pair(const char *name, const char *cert_file, const char *key_file, time_t from);
static void expect_refused(int rc, struct err *err, const char *part);
static enum certificate_time time_of(const char *file, char **day);
static void write_pem(const char *file, int (*put)(BIO *, void *), void *what);
static void add_file(const char *from, struct str *to);

TestSuite(sys_certificate, .init = scratch_make, .fini = scratch_remove, .timeout = 60);

static void make_pair(const char *name, const char *cert_file, const char *key_file, time_t from)
{
    struct str cert = STR_INIT, key = STR_INIT;
    certificate_make(name, from, &cert, &key);
    scratch_write(cert_file, str_text(&cert), cert.len, 0644);
    scratch_write(key_file, str_text(&key), key.len, 0600);
    str_free(&cert);
    str_free(&key);
}

static void expect_refused(int rc, struct err *err, const char *part)
{
    cr_expect_eq(rc, -1, "%s", part);
    char *line = err_format(err);
    cr_expect(strstr(line, part) != NULL, "no \"%s\" in \"%s\"", part, line);
    free(line);
    err_clear(err);
}

static enum certificate_time time_of(const char *file, char **day)
{
    struct certificate *c = certificate_read(scratch_path(file), NULL);
    cr_assert_not_null(c);
    enum certificate_time t = certificate_time_at(c, NOW, day);
    certificate_free(c);
    return t;
}

static void write_pem(const char *file, int (*put)(BIO *, void *), void *what)
{
    BIO *out = BIO_new_file(scratch_path(file), "w");
    cr_assert_eq(put(out, what), 1);
    BIO_free(out);
}

static void add_file(const char *from, struct str *to)
{
    char bytes[4096];
    FILE *f = fopen(scratch_path(from), "r");
    str_addn(to, bytes, fread(bytes, 1, sizeof(bytes), f));
    fclose(f);
}

Test(sys_certificate, made_pair_is_sound)
{
    struct err err = {0};
    struct stat st;
    make_pair(host, "c", "k", NOW);
    make_pair(host, "c2", "k2", NOW);
    struct certificate *c = certificate_read(scratch_path("c"), &err);
    struct certificate_key *k = certificate_key_read(scratch_path("k"), &err),
                           *other = certificate_key_read(scratch_path("k2"), &err);
    cr_assert(c != NULL && k != NULL && other != NULL, "%s", err.text);
    cr_expect(certificate_matches(c, k));
    cr_expect(!certificate_matches(c, other), "no two are alike");
    cr_expect(certificate_names(c, host));
    cr_expect(certificate_names(c, "MAIL.example.ORG"));
    cr_expect(!certificate_names(c, "example.org"));
    cr_expect(!certificate_names(c, "x.mail.example.org"));
    cr_expect_eq(certificate_time_at(c, NOW, NULL), CERTIFICATE_GOOD);
    cr_expect_eq(stat(scratch_path("k"), &st), 0);
    certificate_free(c);
    certificate_key_free(k);
    certificate_key_free(other);
}

/* The subject takes 64 characters; the alternative name takes them all. */
Test(sys_certificate, long_name)
{
    static const char name[] = "a-rather-long-label-of-a-host.another-rather-long-label."
                               "yet-another-one.example.org";
    make_pair(name, "c", "k", NOW);
    struct certificate *c = certificate_read(scratch_path("c"), NULL);
    cr_assert_not_null(c);
    cr_expect(certificate_names(c, name));
    certificate_free(c);
}

Test(sys_certificate, times)
{
    static const struct {
        long begun; /* days before NOW */
        enum certificate_time wanted;
        const char *day;
    } rows[] = {
        {1, CERTIFICATE_GOOD, NULL},
        {CERTIFICATE_DAYS - 15, CERTIFICATE_GOOD, NULL},
        {CERTIFICATE_DAYS - 13, CERTIFICATE_SOON_OVER, "2027-01-28"},
        {CERTIFICATE_DAYS + 1, CERTIFICATE_EXPIRED, "2027-01-14"},
        {-2, CERTIFICATE_NOT_YET, "2027-01-17"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *day = NULL;
        make_pair(host, "c", "k", NOW - rows[i].begun * DAY);
        cr_expect_eq(time_of("c", &day), rows[i].wanted, "row %zu", i);
        if (rows[i].day == NULL)
            cr_expect_null(day, "row %zu: %s", i, day);
        else
            cr_expect_str_eq(day, rows[i].day);
        free(day);
    }
}

/* A chain is no longer good than the worst of it. */
Test(sys_certificate, chain)
{
    struct str chain = STR_INIT;
    make_pair(host, "leaf", "k", NOW - DAY);
    make_pair("ca.example.org", "ca", "k2", NOW - (CERTIFICATE_DAYS + 1) * DAY);
    add_file("leaf", &chain);
    str_add(&chain, "words between them\n");
    add_file("ca", &chain);
    scratch_write("chain", str_text(&chain), chain.len, 0644);
    cr_expect_eq(time_of("leaf", NULL), CERTIFICATE_GOOD);
    cr_expect_eq(time_of("chain", NULL), CERTIFICATE_EXPIRED);
    struct certificate *leaf = certificate_read(scratch_path("leaf"), NULL),
                       *both = certificate_read(scratch_path("chain"), NULL),
                       *ca = certificate_read(scratch_path("ca"), NULL);
    cr_expect(certificate_has_chain(ca, leaf), "there is none");
    cr_expect(certificate_has_chain(ca, both));
    cr_expect(certificate_has_chain(both, both));
    cr_expect(!certificate_has_chain(leaf, both));
    certificate_free(leaf);
    certificate_free(both);
    certificate_free(ca);
    str_free(&chain);
}

Test(sys_certificate, no_certificate)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"", "holds no certificate"},
        {"root:x:0:0\n", "holds no certificate"},
        {"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", "certificate 1 in it"},
        {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate 1 in it"},
        {"-----BEGIN CERTIFICATE-----\nAAAA\n", "certificate 1 in it"},
    };
    struct err err = {0};
    struct str text = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        scratch_write("c", rows[i].text, strlen(rows[i].text), 0644);
        expect_refused(certificate_read(scratch_path("c"), &err) == NULL ? -1 : 0, &err,
                       rows[i].part);
    }
    expect_refused(certificate_read(scratch_path("none"), &err) == NULL ? -1 : 0, &err,
                   "No such file");
    make_pair(host, "c", "k", NOW);
    add_file("c", &text);
    str_add(&text, rows[3].text);
    scratch_write("c", str_text(&text), text.len, 0644);
    expect_refused(certificate_read(scratch_path("c"), &err) == NULL ? -1 : 0, &err,
                   "certificate 2 in it");
    certificate_free(NULL);
    str_free(&text);
}

static int put_locked(BIO *out, void *key)
{
    return PEM_write_bio_PrivateKey(out, key, EVP_aes_256_cbc(), (unsigned char *)"secret", 6, NULL,
                                    NULL);
}

Test(sys_certificate, bad_keys)
{
    static const char garbage[] = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    struct err err = {0};
    EVP_PKEY *key = EVP_EC_gen("P-256");
    write_pem("locked", put_locked, key);
    cr_assert_eq(chmod(scratch_path("locked"), 0600), 0);
    EVP_PKEY_free(key);
    expect_refused(certificate_key_read(scratch_path("locked"), &err) == NULL ? -1 : 0, &err,
                   "has a passphrase");
    scratch_write("k", garbage, strlen(garbage), 0600);
    expect_refused(certificate_key_read(scratch_path("k"), &err) == NULL ? -1 : 0, &err,
                   "holds no private key");
    make_pair(host, "c", "k", NOW);
    for (mode_t extra = 01; extra <= 040; extra <<= 1) {
        cr_assert_eq(chmod(scratch_path("k"), 0600 | extra), 0);
        expect_refused(certificate_key_read(scratch_path("k"), &err) == NULL ? -1 : 0, &err,
                       "others may use it");
    }
    certificate_key_free(NULL);
}

static int put_crl(BIO *out, void *crl)
{
    return PEM_write_bio_X509_CRL(out, crl);
}

static void make_crl(const char *file, time_t next)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *name = X509_NAME_new();
    ASN1_TIME *from = ASN1_TIME_set(NULL, NOW - DAY), *to = ASN1_TIME_set(NULL, next);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"CA", -1, -1, 0);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, name);
    X509_CRL_set1_lastUpdate(crl, from);
    X509_CRL_set1_nextUpdate(crl, to);
    cr_assert_gt(X509_CRL_sign(crl, key, EVP_sha256()), 0);
    write_pem(file, put_crl, crl);
    ASN1_TIME_free(from);
    ASN1_TIME_free(to);
    X509_NAME_free(name);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
}

Test(sys_certificate, crl)
{
    struct err err = {0};
    bool over = true;
    make_crl("good", NOW + DAY);
    make_crl("old", NOW - 60);
    cr_expect_eq(certificate_check_crl(scratch_path("good"), NOW, &over, &err), 0);
    cr_expect(!over);
    cr_expect_eq(certificate_check_crl(scratch_path("old"), NOW, &over, &err), 0);
    cr_expect(over);
    cr_expect_eq(certificate_check_crl(scratch_path("old"), NOW, NULL, &err), 0);
    scratch_write("none", "x", 1, 0644);
    expect_refused(certificate_check_crl(scratch_path("none"), NOW, &over, &err), &err,
                   "no list of revoked certificates");
    expect_refused(certificate_check_crl(scratch_path("nowhere"), NOW, NULL, &err), &err,
                   "No such file");
}

static int put_parameters(BIO *out, void *key)
{
    return PEM_write_bio_Parameters(out, key);
}

Test(sys_certificate, dh)
{
    static const char short_one[] =
        "-----BEGIN X9.42 DH PARAMETERS-----\n"
        "MIIBJgKBgQCYcoHwJzONEyBFVe42c52puMYw73y1ymV/JaPhcPejQR0Ljq9vNTGj\n"
        "s27DYOHyAV5bGDFuOOPcaBjAfzVq5rW4zYxXcybLofbp5b1Q7Tw1LDO/VKt2u8JE\n"
        "jLOZ2AXJAvEU7BqZ31NGUrrIcwpFbN44lP8yYimAXt8S4CXCGBBrawKBgFuwUYZ+\n"
        "tjELippgwX637MYHaNMlCCpnTIiW3z5a+B9K1SFnHykMikO8+zAzrLkBgw/SA7xc\n"
        "FTABYNCNUCjfHU+xcIab8zlmmO+/o/1FpORL8rCzOfA+TATVSKnNxgopVET+8Ak5\n"
        "fIQq4K2TPmyYvnGk7ijE8L0/vpGmcVpsn2X6Ah0AuViJ8jQ7Heq0e9ggd/TtH9sI\n"
        "2Fu6lllx69MPgw==\n"
        "-----END X9.42 DH PARAMETERS-----\n";
    struct err err = {0};
    EVP_PKEY *group = NULL, *ec = EVP_EC_gen("P-256");
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    cr_assert(EVP_PKEY_paramgen_init(ctx) == 1 &&
              EVP_PKEY_CTX_set_group_name(ctx, "ffdhe2048") == 1 &&
              EVP_PKEY_paramgen(ctx, &group) == 1);
    write_pem("good", put_parameters, group);
    write_pem("ec", put_parameters, ec);
    cr_expect_eq(certificate_check_dh(scratch_path("good"), &err), 0, "%s", err.text);
    scratch_write("short", short_one, strlen(short_one), 0644);
    expect_refused(certificate_check_dh(scratch_path("short"), &err), &err, "1024 bits");
    expect_refused(certificate_check_dh(scratch_path("ec"), &err), &err, "no Diffie-Hellman");
    scratch_write("none", "x", 1, 0644);
    expect_refused(certificate_check_dh(scratch_path("none"), &err), &err, "no Diffie-Hellman");
    expect_refused(certificate_check_dh(scratch_path("nowhere"), &err), &err, "No such file");
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(group);
    EVP_PKEY_free(ec);
}
