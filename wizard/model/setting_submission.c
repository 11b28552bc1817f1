/* Settings: submission by users, with AUTH. */
#include "model/setting_rows.h"

const struct setting setting_rows_submission[] = {
    {.path = "submission.enabled",
     .type = TYPE_BOOL,
     .fallback = "false",
     .roles = ROLE_ANY,
     .since = "8.10",
     .becomes = "DAEMON_OPTIONS Port=587, M=Ea",
     .prompt = "Accept mail from this site's users on port 587, with password and TLS?",
     .help = "Users who log in may send as this host does: into the site's domains, and with the "
             "role outbound to the world. Needs tls.cert_file.",
     .why = "Users send from anywhere with a password, under TLS alone, and port 25 needs none.",
     .source = "RFC 6409; RFC 8314; HARDENING AUTH-PLAIN"},
    {.path = NULL},
};
