/* Settings: findings of audit that the site lives with. */
#include "model/setting_rows.h"

const struct setting setting_rows_audit[] = {
    {.path = "audit.accepted",
     .type = TYPE_ACCEPTED,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.1",
     .becomes = "nothing: audit shows what these checks find as accepted, with the reason",
     .prompt = "Findings of audit that are accepted",
     .help = "A check and the reason why its findings may stay, such as GREET-PAUSE: all clients "
             "are known; several are parted by semicolons in --set. They count for nothing in the "
             "exit status. Of what is rendered only the "
             "digest of the profile changes.",
     .why = "A decision is made once, and its reason stands where the next person looks.",
     .source = "SARIF 2.1.0 3.35"},
    {.path = NULL},
};
