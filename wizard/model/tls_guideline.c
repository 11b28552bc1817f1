/* The lists of the TLS guideline; see tls_guideline.h. */
#include <string.h>

#include "base/mem.h"

#include "model/tls_guideline.h"

#define BEFORE_1_2 "+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1"
/* Compression tells secrets (CRIME); renegotiation lets a client waste our time. */
#define ALWAYS " +SSL_OP_NO_COMPRESSION +SSL_OP_NO_RENEGOTIATION"
#define SERVER "+SSL_OP_CIPHER_SERVER_PREFERENCE"

const struct tls_preset tls_presets[] = {
    {.name = "intermediate",
     .versions = "TLS 1.2 and 1.3",
     .options = BEFORE_1_2 ALWAYS,
     .server_options = SERVER,
     .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305"},
    {.name = "modern",
     .versions = "TLS 1.3",
     .options = BEFORE_1_2 " +SSL_OP_NO_TLSv1_2" ALWAYS,
     .server_options = SERVER,
     .ciphers = ""},
    {.name = NULL},
};

const struct tls_preset *tls_preset_find(const char *name)
{
    const struct tls_preset *p = tls_presets;
    while (p->name != NULL && strcmp(p->name, name) != 0)
        p++;
    MUST(p->name != NULL);
    return p;
}
