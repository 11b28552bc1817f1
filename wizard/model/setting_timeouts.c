/* Settings: how long to wait. */
#include "model/setting_rows.h"

const struct setting setting_rows_timeouts[] = {
    {.path = "timeouts.connect",
     .type = TYPE_INT,
     .min = 1,
     .max = 3600,
     .fallback = "60",
     .roles = ROLE_ANY,
     .since = "8.7",
     .conf = "confTO_CONNECT",
     .suffix = "s",
     .becomes = "confTO_CONNECT",
     .prompt = "Seconds to wait for a connection to another host",
     .help = "The system may give up earlier.",
     .why = "A host that is down holds up a queue run no longer than this.",
     .source = "op.me Timeout.connect"},
    {.path = NULL},
};
