/* Settings: what has no setting. */
#include "model/setting_rows.h"

const struct setting setting_rows_extra[] = {
    {.path = "extra.file",
     .type = TYPE_FILE,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "lines of sendmail.mc, as they are, between >>> extra.file and <<<",
     .prompt = "File of raw .mc lines (extra.mc)",
     .help = "A relative name is looked for beside the profile. Features and definitions first; "
             "each heading MAILER_DEFINITIONS, LOCAL_CONFIG, LOCAL_RULE_0 (to 3), "
             "LOCAL_NET_CONFIG, LOCAL_RULESETS or LOCAL_TLS_... begins the lines that belong "
             "there. They come after the wizard's own, so a definition here wins. Nobody but its "
             "owner may be able to write the file.",
     .why = "What has no setting can still be said, in one marked place.",
     .source = "cf/README INTRODUCTION AND EXAMPLE, ADDING NEW MAILERS OR RULESETS"},
    {.path = NULL},
};
