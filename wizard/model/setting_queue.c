/* Settings: the queue. */
#include "model/setting_rows.h"

const struct setting setting_rows_queue[] = {
    {.path = "queue.double_bounce",
     .type = TYPE_ALIAS_TO,
     .fallback = "\"postmaster\"",
     .roles = ROLE_ANY,
     .since = "8.8",
     .becomes = "confDOUBLE_BOUNCE_ADDRESS",
     .prompt = "Who gets what cannot even be bounced",
     .help = "A notice whose sender does not exist ends here.",
     .why = "What cannot even be bounced goes to the postmaster, never away.",
     .source = "op.me DoubleBounceAddress"},
    {.path = NULL},
};
