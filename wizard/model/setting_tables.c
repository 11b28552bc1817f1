/* Settings: tables kept in files of their own. */
#include "model/setting_rows.h"

const struct setting setting_rows_tables[] = {
    {.path = "tables.access_file",
     .type = TYPE_PATH,
     .fallback = "\"\"",
     .roles = ROLE_ANY,
     .since = "8.9",
     .becomes = "access",
     .prompt = "File with further lines of the access table",
     .help = "Added behind what the profile says. Beside the profile, or an absolute path.",
     .why = "Long tables are kept by other programs.",
     .source = "cf/README access_db"},
    {.path = NULL},
};
