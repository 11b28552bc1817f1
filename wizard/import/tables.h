/* The tables of a host, as settings; see import.h. */
#ifndef MCWIZARD_IMPORT_TABLES_H
#define MCWIZARD_IMPORT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "import/import.h"

/* What decides how the entries of a table are meant. */
struct import_terms {
    bool blocks_recipients; /* FEATURE(`blocklist_recipients') */
    bool relays_from;       /* FEATURE(`relay_mail_from') */
    bool hosts_only;        /* FEATURE(`relay_hosts_only') */
    bool delays;            /* FEATURE(`delay_checks') */
    bool friends, haters;   /* it has that argument */
    bool rates;             /* FEATURE(`ratecontrol') */
    bool connections;       /* FEATURE(`conncontrol') */
    bool pauses;            /* FEATURE(`greet_pause') */
};

/*
 * In this order, after the lines of the .mc: what is this site's own first.  Each reads the text
 * of one table (file: the path as it was read, for messages and for a setting that names it) and
 * adds it to imp->tables.  What no setting can say of access is appended to rest, a table in the
 * same form; its caller writes it to a file and names that in tables.access_file.
 */
void import_table_domains(struct import *imp, const char *text, size_t len, const char *file);
void import_table_relay(struct import *imp, const char *text, size_t len, const char *file);
void import_table_access(struct import *imp, const struct import_terms *terms, const char *text,
                         size_t len, const char *file, struct str *rest);

/*
 * Says whether the names that may relay stand for their hosts, too.  import_table_access ends
 * with it; a host without that table needs it after import_table_relay.
 */
void import_tables_end(struct import *imp, const struct import_terms *terms);

/* A domain of this site, virtual or not: mail for it comes in without any leave to relay. */
bool import_tables_own(struct import *imp, const char *name);

/*
 * All others by their name: aliases, mailertable, virtusertable, genericstable, domaintable,
 * recipients, generics-domains, virtuser-domains (virtual-domains).  A short one becomes a
 * setting if that holds every entry of it; otherwise it comes along by reference, as it is
 * (its reader in render/ is the judge).  The domains before the tables that name them.
 */
void import_table_other(struct import *imp, const char *name, const char *text, size_t len,
                        const char *file);

/*
 * A table that could not come along by reference: what a setting takes of it, entry by entry, and
 * the others are left with why, unless none is taken.
 */
void import_table_split(struct import *imp, struct import_table *table, const char *text,
                        size_t len, const char *why);

#endif
