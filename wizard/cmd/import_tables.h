/* The tables that a configuration names, read from where they lie. */
#ifndef MCWIZARD_CMD_IMPORT_TABLES_H
#define MCWIZARD_CMD_IMPORT_TABLES_H

#include "cmd/cmd.h"
#include "cmd/import_run.h"

/*
 * Reads every table that the calls of run->mc name and hands it to the import.  The tables of
 * the host's own configuration lie where it says; those of another one beside it.
 */
void import_tables_read(const struct context *ctx, struct import_run *run);

#endif
