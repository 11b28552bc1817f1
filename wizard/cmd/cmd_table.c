/* The table of commands, in the order in which --help lists them. */
#include <stddef.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/entries.h"

const struct command *const cmd_table[] = {
    &cmd_setup_entry,    &cmd_import_entry,
    &cmd_render_entry,   &cmd_diff_entry,
    &cmd_audit_entry,    &cmd_prove_entry,
    &cmd_plan_entry,     &cmd_apply_entry,
    &cmd_rollback_entry, &cmd_history_entry,
    &cmd_settings_entry, &cmd_schema_entry,
    &cmd_explain_entry,  NULL,
};

const struct command *cmd_find(const char *name)
{
    for (size_t i = 0; cmd_table[i] != NULL; i++)
        if (strcmp(cmd_table[i]->name, name) == 0)
            return cmd_table[i];
    return NULL;
}
