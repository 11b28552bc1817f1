/* What tables.c puts together: the tables of a theme each.  Only render/ includes this. */
#ifndef MCWIZARD_RENDER_TABLES_PARTS_H
#define MCWIZARD_RENDER_TABLES_PARTS_H

#include "base/err.h"

#include "model/profile.h"

#include "render/entries.h"
#include "render/render.h"

enum { MODE_PUBLIC = 0644, MODE_SECRET = 0600 };

/* A new file of the output; borrowed, to be filled. */
struct str *tables_add_file(struct render_output *out, const char *name, mode_t mode);

/* The comment at the head of a table: what it is, who wrote it. */
void tables_add_head(struct str *table, const char *what);

/* An access entry for a name, or the entries that together stand for a network. */
void tables_add_clients(const char *name, const char *tag, const char *value,
                        struct entries *entries);

/* The same for each item of a list. */
void tables_add_list(const struct profile *p, const char *path, const char *tag, const char *value,
                     struct entries *entries);

/*
 * The same for each name of a map whose values are texts of refusals ("": the usual one);
 * percent: what a % of a text becomes.
 */
void tables_add_denials(const struct profile *p, const char *path, const char *tag,
                        const char *percent, struct entries *entries);

/* Entries of the access table that a theme brings. */
void tables_addresses_access(const struct profile *p, struct entries *entries);
void tables_tls_access(const struct profile *p, struct entries *entries);
void tables_refuse_access(const struct profile *p, struct entries *entries);
void tables_queue_access(const struct profile *p, struct entries *entries);

/* Further files; 0 or -1. */
int tables_addresses(const struct profile *p, struct render_output *out, struct err *err);
void tables_submission(const struct profile *p, struct render_output *out);

/* Checks the files that go behind the tables, and notes them there; after all others.  0 or -1. */
int tables_files(const struct profile *p, struct render_output *out, struct err *err);

#endif
