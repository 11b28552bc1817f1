/*
 * Where a system keeps what sendmail needs: one row per layout.  Paths are those
 * of the installed system; `--root` is put before them only when a file of that
 * tree is read.
 */
#ifndef MCWIZARD_SYS_LAYOUT_H
#define MCWIZARD_SYS_LAYOUT_H

#include <stddef.h>

struct layout {
    const char *name;     /* for --layout */
    const char *title;    /* for people */
    const char *mark;     /* a path whose presence recognises it */
    const char *ostype;   /* cf/ostype/NAME.m4 */
    const char *cf_dir;   /* sendmail-cf, with a trailing slash */
    const char *mail_dir; /* the folder of the tables, with a trailing slash */
    const char *sendmail; /* the daemon's binary */
    const char *makemap;
    const char *smrsh;
    const char *mail_local;
    const char *maildrop;
    const char *map_type;  /* what makemap compiles here */
    const char *queue_dir; /* of the daemon */
    const char *msp_queue_dir;
    const char *status_file;
    const char *msp_status_file;
    const char *pid_file;
    const char *msp_pid_file;
    const char *control_socket; /* in a folder of mode 0700, or "" */
    const char *dual_stack;     /* "true": an IPv6 socket takes IPv4, too (Linux), else "false" */
    const char *trusted_user;
    const char *msp_user;
};

/* Ended by a row whose name is NULL; the first is the default. */
extern const struct layout layout_table[];

/* Borrowed; NULL if there is none of that name. */
const struct layout *layout_find(const char *name);

/* The layout of the tree below root ("" for the live system); the default if none is recognised. */
const struct layout *layout_recognise(const char *root);

#endif
