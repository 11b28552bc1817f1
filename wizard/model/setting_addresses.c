/* Settings: virtual users, routes, rewriting. */
#include "model/setting_rows.h"

const struct setting setting_rows_addresses[] = {
    {.path = "addresses.virtual_domains",
     .type = TYPE_HOST,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.8",
     .becomes = "VIRTUSER_DOMAIN",
     .prompt = "Domains whose addresses are all virtual",
     .help = "In these domains only the addresses of addresses.virtual_users exist; the users of "
             "this host have no mailbox there.",
     .why = "Several domains with addresses of their own share one host.",
     .source = "cf/README virtusertable"},
    {.path = NULL},
};
