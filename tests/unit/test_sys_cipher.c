/* Tests of sys/cipher.c: lists that OpenSSL takes, and names that it does not know. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "model/tls_guideline.h"

#include "sys/cipher.h"

Test(sys_cipher, lists)
{
    static const struct {
        const char *list, *wrong; /* NULL: none */
    } rows[] = {
        {"HIGH:!aNULL:!RC4:!no-such:-3DES:+SHA1:@STRENGTH", NULL},
        {"ECDHE+AESGCM:DHE-RSA-AES256-GCM-SHA384", NULL},
        {"HIGH:NOSUCH", "no cipher NOSUCH"},
        {"NOSUCH", "chooses no cipher"},
        {"!HIGH", "chooses no cipher"},
        {"TLS_AES_128_GCM_SHA256", "chooses no cipher"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        int rc = cipher_check_list(rows[i].list, &err);
        cr_expect_eq(rc, rows[i].wrong == NULL ? 0 : -1, "%s", rows[i].list);
        if (rows[i].wrong != NULL && rc != 0)
            cr_expect(strstr(err.text, rows[i].wrong) != NULL, "%s: %s", rows[i].list, err.text);
        err_clear(&err);
    }
}

Test(sys_cipher, suites)
{
    struct err err = {0};
    cr_expect_eq(cipher_check_suites("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384", &err), 0);
    cr_expect_eq(cipher_check_suites("TLS_AES_128_GCM_SHA256:TLS_NONE", &err), -1);
    cr_expect(strstr(err.text, "no suite TLS_NONE") != NULL, "%s", err.text);
    err_clear(&err);
    cr_expect_eq(cipher_check_suites("AES128-SHA", &err), -1);
    err_clear(&err);
}

/* OpenSSL knows every cipher of the guideline. */
Test(sys_cipher, guideline)
{
    for (const struct tls_preset *p = tls_presets; p->name != NULL; p++) {
        struct err err = {0};
        if (p->ciphers[0] != '\0')
            cr_expect_eq(cipher_check_list(p->ciphers, &err), 0, "%s: %s", p->name, err.text);
        cr_expect_eq(tls_preset_find(p->name), p);
        err_clear(&err);
    }
}
