/* Settings: TLS: certificates, protocols, ciphers, who must use it. */
#include "model/setting_rows.h"

const struct setting setting_rows_tls[] = {
    {.path = "tls.cert_file",
     .type = TYPE_PATH,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.11",
     .becomes = "confSERVER_CERT, confCLIENT_CERT",
     .prompt = "File of this host's certificate (PEM)",
     .help = "The certificate with its chain behind it, as a certificate authority delivers it. "
             "Without one the host offers no STARTTLS.",
     .why = "Mail is read by nobody on its way, and passwords never travel in the clear.",
     .source = "op.me ServerCertFile; HARDENING TLS-CERT"},
    {.path = "tls.key_file",
     .type = TYPE_PATH,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .needs = "tls.cert_file",
     .since = "8.11",
     .becomes = "confSERVER_KEY, confCLIENT_KEY",
     .prompt = "File of the private key that belongs to the certificate (PEM)",
     .help = "Readable by root alone (mode 0600 or 0400), without a passphrase.",
     .why = "sendmail uses no key that somebody else could read.",
     .source = "op.me ServerKeyFile; HARDENING TLS-CERT"},
    {.path = NULL},
};
