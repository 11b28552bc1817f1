/* The tables that a configuration names, read from where they lie. */
#ifndef MCWIZARD_CMD_IMPORT_TABLES_H
#define MCWIZARD_CMD_IMPORT_TABLES_H

#include "cmd/cmd.h"
#include "cmd/import_run.h"

enum { IMPORT_TABLE_BYTES = 64 * 1024 * 1024 };

/*
 * Reads every table that the calls of run->mc name and hands it to the import.  The tables of
 * the host's own configuration lie where it says; those of another one beside it.
 */
void import_tables_read(const struct context *ctx, struct import_run *run);

/* Hands the text of one table to the import; file: where it lies. */
void import_tables_take(struct import_run *run, const char *name, const struct str *text,
                        const char *file);

/* Where it is looked for, whether or not it is there; the caller frees it. */
char *import_tables_place(const struct context *ctx, const struct import_run *run,
                          const char *path);

/*
 * Where a table lies that a .mc names so: below the root if the source lies in the host's own
 * mail folder there, else beside the source.  NULL: it is not there; the caller frees it.
 */
char *import_tables_find(const struct context *ctx, const struct import_run *run, const char *path);

#endif
