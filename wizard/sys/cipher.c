/* Cipher lists through libssl; see cipher.h. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/cipher.h"

static bool takes(int (*set)(SSL_CTX *, const char *), const char *list);

int cipher_check_list(const char *list, struct err *err)
{
    struct strs items = {0};
    int rc = 0;
    if (!takes(SSL_CTX_set_cipher_list, list))
        rc = err_set(err, ERR_INPUT, "chooses no cipher that OpenSSL has");
    strs_split(&items, list, ":");
    for (size_t i = 0; i < items.n && rc == 0; i++) {
        struct str alone = STR_INIT;
        /* Who forbids a cipher that OpenSSL no longer has does no harm. */
        if (strchr("!-+@", items.v[i][0]) != NULL)
            continue;
        str_addf(&alone, "%s:@SECLEVEL=0", items.v[i]);
        if (!takes(SSL_CTX_set_cipher_list, str_text(&alone)))
            rc = err_set(err, ERR_INPUT, "OpenSSL knows no cipher %s", items.v[i]);
        str_free(&alone);
    }
    strs_free(&items);
    return rc;
}

int cipher_check_suites(const char *suites, struct err *err)
{
    struct strs items = {0};
    int rc = 0;
    strs_split(&items, suites, ":");
    for (size_t i = 0; i < items.n && rc == 0; i++)
        if (!takes(SSL_CTX_set_ciphersuites, items.v[i]))
            rc = err_set(err, ERR_INPUT, "OpenSSL knows no suite %s for TLS 1.3", items.v[i]);
    strs_free(&items);
    return rc;
}

static bool takes(int (*set)(SSL_CTX *, const char *), const char *list)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    MUST(ctx != NULL);
    bool taken = set(ctx, list) == 1;
    SSL_CTX_free(ctx);
    ERR_clear_error();
    return taken;
}
