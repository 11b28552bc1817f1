/* Settings: what has no setting. */
#include "model/setting_rows.h"

const struct setting setting_rows_extra[] = {
    {.path = "extra.file",
     .type = TYPE_PATH,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "lines of sendmail.mc, as they are",
     .prompt = "File of raw .mc lines (extra.mc)",
     .help = "Definitions first; the headings LOCAL_CONFIG, LOCAL_RULE_0, LOCAL_RULESETS and "
             "MAILER_DEFINITIONS begin the parts that belong there.",
     .why = "What has no setting can still be said, in one marked place.",
     .source = "cf/README ADDING NEW MAILERS OR RULESETS"},
    {.path = NULL},
};
