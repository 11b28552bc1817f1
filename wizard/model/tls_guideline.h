/*
 * The guideline that the presets of tls.preset follow: its version, when it was last
 * compared with its source, and its lists.  This is the one file to change when a
 * newer one is taken over.
 *
 * Where we differ from it, and why:
 * - The server chooses among the ciphers of TLS 1.2, not the client (HARDENING TLS-OPT).
 * - Version 6.0 leaves out the three DHE ciphers; 5.7 is kept because mail hosts of the
 *   age of Windows 2012 R2 have no ECDHE with RSA and GCM, and their mail would wait.
 * - Its TLS 1.3 suites are those that OpenSSL has by itself, so none are written.
 */
#ifndef MCWIZARD_MODEL_TLS_GUIDELINE_H
#define MCWIZARD_MODEL_TLS_GUIDELINE_H

#define TLS_GUIDELINE_NAME "Mozilla Server Side TLS guideline"
#define TLS_GUIDELINE_VERSION "5.7"
#define TLS_GUIDELINE_DATE "compared 2026-11-25"
#define TLS_GUIDELINE_SOURCE "ssl-config.mozilla.org/guidelines/5.7.json"

/* One row for each choice of tls.preset. */
struct tls_preset {
    const char *name;
    const char *versions;       /* for people */
    const char *options;        /* of OpenSSL, as ServerSSLOptions and ClientSSLOptions take them */
    const char *server_options; /* for the first alone */
    const char *ciphers;        /* for TLS 1.2; "": it has no TLS 1.2 */
};

/* Ended by a row whose name is NULL. */
extern const struct tls_preset tls_presets[];

/* The row of that name, which must be one of the choices; borrowed. */
const struct tls_preset *tls_preset_find(const char *name);

#endif
