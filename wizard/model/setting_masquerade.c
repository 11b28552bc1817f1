/* Settings: how this site's addresses look outside. */
#include "model/setting_rows.h"

const struct setting setting_rows_masquerade[] = {
    {.path = "masquerade.as",
     .type = TYPE_HOST,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "MASQUERADE_AS",
     .prompt = "Domain that senders of this host show instead of its name",
     .help = "For example example.org, so that joe@mail.example.org writes as joe@example.org.",
     .why = "Replies go to an address that lasts longer than a host.",
     .source = "cf/README MASQUERADING"},
    {.path = NULL},
};
