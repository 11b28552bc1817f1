/* Usage and help of commands, made from the table; see cmd.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"

#include "cmd/cmd.h"

int cmd_usage(const struct command *cmd, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    msg_error("%s: %s", cmd->name, str_text(&text));
    fprintf(stderr, "usage: mcwizard %s %s\n", cmd->name, cmd->synopsis);
    str_free(&text);
    return EXIT_TROUBLE;
}

void cmd_help(const struct command *cmd)
{
    printf("usage: mcwizard [GLOBAL OPTION]... %s %s\n\n%s.\n\n%s\n", cmd->name, cmd->synopsis,
           cmd->summary, cmd->help);
    if (cmd->options != NULL)
        printf("\nOptions:\n%s", cmd->options);
    printf("\n`mcwizard --help` lists the global options.\n");
}
