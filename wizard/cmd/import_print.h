/* What an import has found, for people and for programs. */
#ifndef MCWIZARD_CMD_IMPORT_PRINT_H
#define MCWIZARD_CMD_IMPORT_PRINT_H

#include <stdio.h>

#include "cmd/import_run.h"

/* What is not carried as a setting, the roles, the tables, the differences; -v: every line. */
void import_print_text(const struct import_run *run, FILE *to);

/* Of that what is not carried alone: lines, entries and tables; nothing if there is none. */
void import_print_left(const struct import_run *run, FILE *to);

/* JSON Lines, each with "v":1 and a "type"; the last is the summary. */
void import_print_faults_json(const struct import_run *run, FILE *to); /* and no more */
void import_print_json(const struct import_run *run, FILE *to);

#endif
