/*
 * Where a system keeps what sendmail needs: one row per layout.  Paths are those
 * of the installed system; `--root` is put before them only when a file of that
 * tree is read.
 */
#ifndef MCWIZARD_SYS_LAYOUT_H
#define MCWIZARD_SYS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { LAYOUT_MARKS = 3, LAYOUT_WORDS = 5 };

/* To whom a file or folder belongs, and its mode. */
struct layout_owner {
    const char *user, *group;
    mode_t mode;
};

struct layout {
    const char *name;                /* for --layout */
    const char *title;               /* for people */
    const char *marks[LAYOUT_MARKS]; /* paths of which any recognises it; none: the last resort */
    const char *ostype;              /* cf/ostype/NAME.m4 */
    const char *cf_dir;              /* sendmail-cf, with a trailing slash */
    const char *mail_dir;            /* the folder of the tables, with a trailing slash */
    const char *mc_file;             /* its .mc files; % stands for the host's name */
    const char *submit_mc_file;
    const char *sendmail; /* the daemon's binary */
    const char *makemap;
    const char *smrsh;
    const char *smrsh_dir; /* of the programs that smrsh starts: compiled into it */
    const char *mail_local;
    const char *maildrop;
    const char *local_feature; /* what the system's own .mc has for mailboxes; "": the ostype's */
    const char *map_type;      /* what makemap compiles here */
    const char *queue_dir;     /* of the daemon */
    const char *msp_queue_dir;
    const char *status_file;
    const char *msp_status_file;
    const char *pid_file;
    const char *msp_pid_file;
    const char *control_socket; /* in a folder of mode 0700, or "" */
    const char *sasl_dir;       /* where Cyrus SASL reads Sendmail.conf, with a trailing slash */
    const char *dual_stack;     /* "true": an IPv6 socket takes IPv4, too (Linux), else "false" */
    const char *trusted_user;
    const char *msp_user;
    /* What stands in mail_dir, and the folders of both queues. */
    struct layout_owner config, table, secret, queue, msp_queue;
    const char *reload[LAYOUT_WORDS]; /* argv of what makes the daemon read its files again; */
                                      /* none: send SIGHUP to the process of pid_file */
    const char *start[LAYOUT_WORDS];  /* argv of what starts it; none: nobody knows how */
    const char *sendmail_package;     /* where sendmail and makemap come from, and the macros */
    const char *cf_package;
};

/* Ended by a row whose name is NULL; the last one is taken where nothing is recognised. */
extern const struct layout layout_table[];

/* Borrowed; NULL if there is none of that name. */
const struct layout *layout_find(const char *name);

/*
 * The layout of the tree below root ("" for the live system); the last of the table,
 * and known (may be NULL) false, if none is recognised.
 */
const struct layout *layout_recognise(const char *root, bool *known);

#endif
