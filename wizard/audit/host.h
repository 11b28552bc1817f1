/* What the checks of a host's files share; nobody outside audit/ includes this. */
#ifndef MCWIZARD_AUDIT_HOST_H
#define MCWIZARD_AUDIT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"

#include "audit/internal.h"

#include "sys/account.h"
#include "sys/trust.h"

/* What a file that the configuration names is for. */
enum host_kind {
    HOST_MAP,    /* a table: its text, and what makemap makes of it */
    HOST_CLASS,  /* of a class, a word a line */
    HOST_ALIAS,  /* like a table */
    HOST_SECRET, /* holds passwords; a table if database says so */
    HOST_KEY,
    HOST_CERT,  /* certificates and their like: read by all, written by few */
    HOST_OTHER, /* read at the start, or by clients' wish */
    HOST_HELP,
    HOST_PROGRAM,
    HOST_QUEUE /* a folder; its last name may hold a * */
};

struct host_file {
    enum host_kind kind;
    char *path;           /* owned: as the configuration has it */
    const char *name;     /* of its option, map or class; borrowed */
    const char *database; /* what a compiled table is called behind path: ".db"; "": it has none;
                             NULL: whichever is there */
    const struct cf *cf;  /* which names it, and where */
    long line;
    bool optional; /* -o: sendmail goes on without it */
};

/* What is known of the host, worked out once. */
struct host {
    const char *root;
    const struct layout *layout;
    struct accounts accounts;
    struct trust_owners root_only; /* and whoever owns the top of a tree: an unpacked image */
    struct trust_owners trusted;   /* and sendmail's TrustedUser */
    struct trust_owners msp;       /* and the users of submit.cf */
    struct host_file *files;       /* owned */
    size_t n_files, cap_files;
};

/* Returned ones go back by host_close; what could not be read is told in the report. */
struct host *host_open(const struct audit_input *input, struct audit_report *report);
void host_close(struct host *host);

/* Whether the path is one that the configuration names, or what is compiled of one. */
bool host_names(const struct host *host, const char *path);
/* What may stand behind the path of a table, one after the other; NULL at the end. */
const char *host_database(const struct host_file *file, size_t i);
/* The owners that are right for a file of the configuration that names it. */
const struct trust_owners *host_owners(const struct audit *audit, const struct host_file *file);

/* --- judging ---------------------------------------------------------------------- */

enum host_part { HOST_WHOLE, HOST_TO_LINK, HOST_PAST_LINK };

/* How a path must be, and how a finding tells it. */
struct host_wish {
    const struct trust_owners *owners;  /* of the file */
    const struct trust_owners *folders; /* of those on the way */
    mode_t deny;                        /* bits that it must not have */
    gid_t group;                        /* may write it, too, if has_group */
    bool has_group;
    const char *owner;   /* whom a mend names; NULL: root */
    enum host_part part; /* a link at the end: the way to it, or from there on */
    enum severity severity;
    const char *at; /* the place of the finding; NULL: the path */
    long line;
    const char *what; /* with at: what the path is, "runs" */
};

/* A wish with the present check's severity, that root alone may write. */
struct host_wish host_wish(const struct audit *audit);

/*
 * Walks a path below the root; what cannot be looked at is told.  Returns whether it is
 * there; the caller calls trust_walk_free.
 */
bool host_walk(struct audit *audit, const char *path, struct trust_walk *walk);
/* Adds findings of the present check; returns whether there were any. */
bool host_judge(struct audit *audit, const struct trust_walk *walk, const struct host_wish *wish);
/* Both, for what need not be there. */
bool host_judge_path(struct audit *audit, const char *path, const struct host_wish *wish);

/* The index of the link that stands for what was asked for; walk->n: it is none. */
size_t host_link(const struct trust_walk *walk);

/* Appends "root:smmsp 0640", and who else its access control list lets in. */
void host_show(const struct audit *audit, const struct trust_step *step, struct str *out);
/* Appends root and path, or a user's name with root "", as one word of a shell. */
void host_quote(const char *root, const char *path, struct str *out);
/* A finding at a path of the host. */
struct finding *host_found(struct audit *audit, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The names in a folder, sorted; false if it is not there or cannot be read, which is told. */
bool host_list(struct audit *audit, const char *path, struct strs *names);
/* A file's text: 1, 0 if it is not there, -1 if it cannot be read, which is told. */
int host_read(struct audit *audit, const char *path, struct str *text);

/* --- the checks ------------------------------------------------------------------- */

extern check_fn host_cf, host_aliases_perm, host_map, host_key, host_auth, host_links;
extern check_fn host_binary, host_no_suid, host_smrsh;
extern check_fn host_queue, host_control, host_forward;
extern check_fn host_alias_exec, host_alias_include, host_alias_file;
extern check_fn host_missing, host_stale, host_syslog;

#endif
