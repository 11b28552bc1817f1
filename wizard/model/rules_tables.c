/* Rules of tables that are kept in files of their own; see rules_checks.h. */
#include <string.h>

#include "model/rules_checks.h"
#include "model/rules_help.h"

void rules_tables_recipients(const struct profile *p, struct errs *errs)
{
    unsigned roles = profile_roles(p);
    bool inbound =
        (roles & ROLE_INBOUND) != 0 && strcmp(profile_text(p, "inbound.recipients"), "list") == 0;
    bool relay = (roles & ROLE_RELAY) != 0 && rules_list_size(p, "relay.domains") > 0 &&
                 strcmp(profile_text(p, "relay.recipients"), "list") == 0;
    if (rules_has_text(p, "tables.recipients_file") && !inbound && !relay)
        err_mend(profile_error(p, errs, "tables.recipients_file", "is read by nobody"),
                 "set inbound.recipients or relay.recipients to list, or remove it");
}
