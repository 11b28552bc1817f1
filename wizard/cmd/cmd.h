/*
 * The commands of mcwizard.  Command `x` lives in cmd_x.c as `cmd_x_entry`; the
 * table in cmd_table.c lists them all, and main, --help and the man page only
 * iterate over it.
 */
#ifndef MCWIZARD_CMD_CMD_H
#define MCWIZARD_CMD_CMD_H

#include <stdbool.h>

#include "base/str.h"

#include "sys/version.h"

/* Exit states, as diff(1) and grep(1) have them: 1 is an answer, 2 is trouble. */
enum { EXIT_SAME = 0, EXIT_DIFFERS = 1, EXIT_TROUBLE = 2 };

/* What the global options say; every command gets it. */
struct context {
    const char *root;            /* --root, "" for the live system; no trailing slash */
    const struct layout *layout; /* --layout, or as recognised */
    bool layout_known;           /* or nothing told which it is */
    struct sendmail_build build; /* --sendmail-version, or what pipeline_build found */
    bool build_known;
    const char *tools;    /* --tools: where the sendmail packages lie unpacked, or "" */
    const char *format;   /* --format, or NULL: the command's own default */
    struct strs sets;     /* --set PATH=VALUE, in order */
    bool no_input;        /* --no-input */
    bool elsewhere;       /* --elsewhere: no look at the files that a profile names */
    const char *pair_dir; /* render --self-signed: where the pair of TLS lies, or NULL */
};

struct command {
    const char *name;
    const char *synopsis; /* what follows the name in a usage line */
    const char *summary;  /* one line for `mcwizard --help` */
    const char *help;     /* paragraphs for `mcwizard NAME --help`, without the options */
    const char *options;  /* its own options, a line each, or NULL */
    /* argv[0] is the command's name; returns the exit status. */
    int (*run)(struct context *ctx, int argc, char **argv);
};

/* NULL-ended. */
extern const struct command *const cmd_table[];

/* Borrowed; NULL if there is none of that name. */
const struct command *cmd_find(const char *name);

/* Prints a usage error with the command's synopsis on standard error; returns EXIT_TROUBLE. */
int cmd_usage(const struct command *cmd, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints the help of one command on standard output. */
void cmd_help(const struct command *cmd);

#endif
