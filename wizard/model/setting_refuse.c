/* Settings: what is refused at the door. */
#include "model/setting_rows.h"

const struct setting setting_rows_refuse[] = {
    {.path = "refuse.greet_pause",
     .type = TYPE_INT,
     .min = 0,
     .max = 240000,
     .fallback = "0",
     .roles = ROLE_SERVER,
     .since = "8.13",
     .becomes = "FEATURE(`greet_pause'), access: GreetPause:",
     .prompt = "Milliseconds to wait before the greeting",
     .help = "A client that talks before it is greeted is refused. 0: no pause. Loopback, "
             "relay.networks and relay.hosts never wait.",
     .why = "Programs that spam do not wait for their turn.",
     .source = "cf/README greet_pause; HARDENING GREET-PAUSE"},
    {.path = NULL},
};
