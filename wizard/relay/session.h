/*
 * One sendmail.cf under `sendmail -bt`: a private copy of it with tables of its own
 * and stand-ins for what would ask the network, and batches of lines fed to it.
 */
#ifndef MCWIZARD_RELAY_SESSION_H
#define MCWIZARD_RELAY_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "cf/cf.h"

#include "relay/bt.h"
#include "relay/copy.h"

enum {
    SESSION_JOBS_MAX = 16,
    SESSION_BASE_MS = 60 * 1000, /* a batch has this long, and 50 ms more for each line */
    SESSION_LINE_MS = 50,
    SESSION_BASE_BYTES = 1024 * 1024, /* and may print this much, and so much for each line */
    SESSION_LINE_BYTES = 256 * 1024
};

/* A key and value of a table that the .cf reads. */
struct table_row {
    char *key, *value; /* owned */
};

/* A table that the .cf names, as it was found. */
struct session_table {
    char *map;    /* owned: the name of the map; "" for a class file */
    char *path;   /* owned: as the .cf has it */
    char *source; /* owned: what was read */
    char *copy;   /* owned: its name in the folder */
    char *class;  /* owned: of a compiled file, or NULL */
    bool compile; /* a text that makemap compiles */
    bool is_open; /* a map that a look-up must find open */
    struct table_row *rows;
    size_t n, cap;
};

struct session {
    /* The caller fills these before session_open; all borrowed. */
    const char *cf_path;
    const char *given; /* what stands there, made of a .mc in memory; NULL: it is read */
    const char *root;  /* --root, "" for the live system */
    const char *sendmail, *makemap;
    bool beside_only; /* its tables are in its own folder, and nowhere else */
    bool trust;       /* a .cf that runs programs when it is loaded is run nevertheless */
    size_t jobs;
    int base_ms; /* instead of SESSION_BASE_MS, if not 0 */

    /* session_open fills these. */
    struct cf cf;
    struct str text; /* the file */
    struct copy copy;
    struct str made; /* its copy */
    char *dir;       /* the private folder */
    char *copy_path, *hostname;
    bool isolated;
    struct session_table *tables;
    size_t tables_n, tables_cap;
    struct strs notes; /* for people: what stands in for what */
    /* Stand-ins: keys of LDAP maps that are there, and the domain that names us as its MX. */
    struct strs known;
    const char *lured, *lured_to;
    const char *address;    /* this host's own, or NULL while it is not known */
    struct strs addresses;  /* "address name" lines of the hosts file */
    struct strs resolvable; /* names that the hosts file knows */
    size_t lines, starts;   /* fed so far */
};

/* A batch: lines, and where each one's answer goes. */
struct batch {
    struct str in;
    size_t n;
    struct str out; /* after session_run: the answers borrow from it */
    struct bt_answer *answers;
};

/*
 * A path as the tree of --root has it, its links taken there; others as they are.  The caller
 * frees it; NULL with errno if nothing is there.
 */
char *session_real(const struct session *s, const char *path);

/* Reads and prepares; writes the private folder.  0 or -1; session_close in any case. */
int session_open(struct session *s, struct err *err);
void session_close(struct session *s);

/* Writes the copy with its hosts file and stand-ins; again after any of them changed. */
int session_write(struct session *s, struct err *err);

/* Appends a line and returns its number from 0. */
size_t batch_add(struct batch *batch, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void batch_free(struct batch *batch);

/*
 * Feeds each batch to a sendmail of its own, all at the same time.  -1 if one did
 * not answer every line.  complaints (may be NULL) gets what was said on standard error;
 * NULL: any complaint is an error.
 */
int session_run(struct session *s, struct batch *batches, size_t n, struct str *complaints,
                struct err *err);

/* Loads the copy until sendmail has nothing to say; comments out what it does not know. */
int session_settle(struct session *s, struct batch *batch, struct err *err);

/* The table of that map, or NULL. */
const struct session_table *session_table(const struct session *s, const char *map);

/* In tables.c: finds, copies and compiles every table, and plans the edits.  0 or -1. */
int tables_prepare(struct session *s, struct err *err);
void tables_free(struct session *s);

#endif
