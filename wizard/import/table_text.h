/* The text of a table, entry by entry; for the readers of tables alone. */
#ifndef MCWIZARD_IMPORT_TABLE_TEXT_H
#define MCWIZARD_IMPORT_TABLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* "key<blanks>value" as makemap(8) reads it, or an alias with the lines that continue it. */
struct table_entry {
    long line;
    char *key, *value; /* owned; value "" if there is none */
    char *fault;       /* owned: why it is no entry, and key is the line then; or NULL */
    bool again;        /* the same key with the same value stands before it */
};

struct table_entries {
    struct table_entry *v; /* owned */
    size_t n, cap;
    bool cr; /* some lines ended with CR LF */
};

/* Which keys are the same does not depend on the case of letters. */
void table_entries_read(struct table_entries *entries, const char *text, size_t len);

/* Of aliases(5): key, a colon, and targets; continuation lines are joined. */
void table_entries_read_aliases(struct table_entries *entries, const char *text, size_t len);

/* Of a class file: every word is a key of its own, and # begins a comment anywhere. */
void table_entries_read_words(struct table_entries *entries, const char *text, size_t len);

void table_entries_free(struct table_entries *entries); /* back to zeros */

#endif
