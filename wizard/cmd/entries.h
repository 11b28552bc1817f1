/* One entry per command, each in cmd_NAME.c; only the table reads this list. */
#ifndef MCWIZARD_CMD_ENTRIES_H
#define MCWIZARD_CMD_ENTRIES_H

#include "cmd/cmd.h"

extern const struct command cmd_apply_entry;
extern const struct command cmd_audit_entry;
extern const struct command cmd_diff_entry;
extern const struct command cmd_explain_entry;
extern const struct command cmd_history_entry;
extern const struct command cmd_import_entry;
extern const struct command cmd_plan_entry;
extern const struct command cmd_prove_entry;
extern const struct command cmd_render_entry;
extern const struct command cmd_rollback_entry;
extern const struct command cmd_schema_entry;
extern const struct command cmd_settings_entry;
extern const struct command cmd_setup_entry;

#endif
