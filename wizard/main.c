/* mcwizard: the global options, and on to the command. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/cmd.h"

#include "sys/file.h"
#include "sys/layout.h"

enum {
    OPT_ROOT = 256,
    OPT_SET,
    OPT_LAYOUT,
    OPT_VERSION,
    OPT_TOOLS,
    OPT_FORMAT,
    OPT_NO_COLOR,
    OPT_NO_INPUT,
    OPT_ELSEWHERE
};

static void print_help(FILE *to);
static int take_options(struct context *ctx, int *argc, char **argv, bool *help);
static const struct option *find_option(const char *arg, const char **value);
static int apply_option(struct context *ctx, const struct option *o, const char *value, bool *help);
static int take_layout(struct context *ctx, const char *name);
static int take_version(struct context *ctx, const char *version);
static int unknown_command(const char *name);

/* One row per global option: getopt's view and the help. */
static const struct option options[] = {
    {"root", required_argument, NULL, OPT_ROOT},
    {"set", required_argument, NULL, OPT_SET},
    {"layout", required_argument, NULL, OPT_LAYOUT},
    {"sendmail-version", required_argument, NULL, OPT_VERSION},
    {"tools", required_argument, NULL, OPT_TOOLS},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"elsewhere", no_argument, NULL, OPT_ELSEWHERE},
    {"no-color", no_argument, NULL, OPT_NO_COLOR},
    {"no-input", no_argument, NULL, OPT_NO_INPUT},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char options_help[] =
    "      --root=DIR         work on the tree below DIR instead of the live system\n"
    "      --set=PATH=VALUE   override a setting of the profile; may stand several times\n"
    "      --layout=NAME      where the host keeps its files; recognised if not given\n"
    "      --sendmail-version=VERSION\n"
    "                         the sendmail to render for (8.12.0 or later, complete),\n"
    "                         instead of the one that is found\n"
    "      --tools=DIR        the sendmail packages lie unpacked below DIR (MCWIZARD_TOOLS)\n"
    "      --elsewhere        the profile is for another host: neither the files that it names\n"
    "                         nor the sendmail of this one are looked at\n"
    "      --format=FORMAT    text, json or what the command offers\n"
    "      --no-color         no colours (NO_COLOR)\n"
    "      --no-input         never ask\n"
    "  -q, --quiet            no warnings\n"
    "  -v, --verbose          say more\n"
    "  -h, --help             this help, or that of a command\n"
    "      --version          the version\n";

int main(int argc, char **argv)
{
    struct context ctx = {.root = "", .tools = ""};
    bool help = false;
    colour_enable(isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL);
    if (getenv("MCWIZARD_TOOLS") != NULL)
        ctx.tools = getenv("MCWIZARD_TOOLS");
    int status = take_options(&ctx, &argc, argv, &help);
    if (status != 0)
        goto out;
    if (ctx.layout == NULL)
        ctx.layout = layout_recognise(ctx.root, &ctx.layout_known);
    /* Plain `mcwizard` on a terminal is `mcwizard setup`. */
    char setup[] = "setup", *plain[] = {setup, NULL};
    bool none = argc < 2;
    if (help && none) {
        print_help(stdout);
    } else if (none && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))) {
        print_help(stderr);
        status = EXIT_TROUBLE;
    } else {
        char **rest = none ? plain : argv + 1;
        const struct command *cmd = cmd_find(rest[0]);
        if (cmd == NULL)
            status = unknown_command(rest[0]);
        else if (help)
            cmd_help(cmd);
        else
            status = cmd->run(&ctx, none ? 1 : argc - 1, rest);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        msg_error("cannot write to standard output");
        status = EXIT_TROUBLE;
    }
out:
    strs_free(&ctx.sets);
    version_free(&ctx.build);
    return status;
}

/*
 * Applies the global options, wherever they stand, and takes them out of argv;
 * what is left is the command and its own.
 */
static int take_options(struct context *ctx, int *argc, char **argv, bool *help)
{
    int kept = 1, status = 0;
    bool ended = false; /* by -- */
    for (int i = 1; i < *argc && status == 0; i++) {
        const char *value = NULL;
        const struct option *o = ended ? NULL : find_option(argv[i], &value);
        ended = ended || strcmp(argv[i], "--") == 0;
        if (o == NULL) {
            argv[kept++] = argv[i];
            continue;
        }
        if (o->has_arg == required_argument && value == NULL && i + 1 < *argc)
            value = argv[++i];
        if ((o->has_arg == required_argument) != (value != NULL)) {
            msg_error("--%s %s", o->name, value != NULL ? "takes no value" : "needs a value");
            status = EXIT_TROUBLE;
        } else {
            status = apply_option(ctx, o, value, help);
        }
    }
    argv[kept] = NULL;
    *argc = kept;
    if (status == 0 && kept > 1 && argv[1][0] == '-') {
        msg_error("there is no option %s; see mcwizard --help", argv[1]);
        status = EXIT_TROUBLE;
    }
    return status;
}

/* The row of a global option, and what follows its =; NULL for anything else. */
static const struct option *find_option(const char *arg, const char **value)
{
    for (const struct option *o = options; o->name != NULL; o++) {
        size_t len = strlen(o->name);
        if (arg[0] == '-' && arg[1] == o->val && arg[2] == '\0')
            return o;
        if (strncmp(arg, "--", 2) != 0 || strncmp(arg + 2, o->name, len) != 0)
            continue;
        if (arg[2 + len] == '=')
            *value = arg + 2 + len + 1;
        if (arg[2 + len] == '=' || arg[2 + len] == '\0')
            return o;
    }
    return NULL;
}

static int apply_option(struct context *ctx, const struct option *o, const char *value, bool *help)
{
    switch (o->val) {
    case OPT_ROOT:
        MUST(value != NULL);
        ctx->root = strcmp(value, "/") == 0 ? "" : value;
        if (!file_is_dir(value)) {
            msg_error("--root: %s is no folder", value);
            return EXIT_TROUBLE;
        }
        break;
    case OPT_SET:
        strs_add(&ctx->sets, value);
        break;
    case OPT_LAYOUT:
        return take_layout(ctx, value);
    case OPT_VERSION:
        return take_version(ctx, value);
    case OPT_TOOLS:
        ctx->tools = value;
        break;
    case OPT_FORMAT:
        ctx->format = value;
        break;
    case OPT_NO_COLOR:
        colour_enable(false);
        break;
    case OPT_ELSEWHERE:
        ctx->elsewhere = true;
        break;
    case OPT_NO_INPUT:
        ctx->no_input = true;
        break;
    case 'q':
        msg_set_level(MSG_QUIET);
        break;
    case 'v':
        msg_set_level(MSG_VERBOSE);
        break;
    case 'h':
        *help = true;
        break;
    default:
        puts("mcwizard " PACKAGE_VERSION);
        fflush(stdout);
        exit(0);
    }
    return 0;
}

static int take_layout(struct context *ctx, const char *name)
{
    struct str known = STR_INIT;
    ctx->layout = layout_find(name);
    ctx->layout_known = true;
    if (ctx->layout == NULL) {
        for (const struct layout *l = layout_table; l->name != NULL; l++)
            str_addf(&known, " %s", l->name);
        msg_error("there is no layout \"%s\"; known:%s", name, str_text(&known));
    }
    str_free(&known);
    return ctx->layout != NULL ? 0 : EXIT_TROUBLE;
}

static int take_version(struct context *ctx, const char *version)
{
    struct err err = {0};
    int status = version_named(version, &ctx->build, &err) != 0 ? msg_report(&err) : 0;
    ctx->build_known = true;
    err_clear(&err);
    return status;
}

static int unknown_command(const char *name)
{
    const char *names[32];
    size_t n = 0;
    for (; cmd_table[n] != NULL; n++)
        names[n] = cmd_table[n]->name;
    const char *near = str_nearest(name, names, n);
    if (near != NULL)
        msg_error("there is no command \"%s\"; did you mean \"%s\"?", name, near);
    else
        msg_error("there is no command \"%s\"; see mcwizard --help", name);
    return EXIT_TROUBLE;
}

static void print_help(FILE *to)
{
    fprintf(to,
            "usage: mcwizard [GLOBAL OPTION]... COMMAND [OPTION]...\n\n"
            "Makes hardened sendmail configurations from a profile of what a mail host is for,\n"
            "and shows what they change.\n\nCommands:\n");
    for (size_t i = 0; cmd_table[i] != NULL; i++)
        fprintf(to, "  %-9s %s\n", cmd_table[i]->name, cmd_table[i]->summary);
    fprintf(to, "\nGlobal options:\n%s\nLayouts:\n", options_help);
    for (const struct layout *l = layout_table; l->name != NULL; l++)
        fprintf(to, "      %-10s %s\n", l->name, l->title);
    fputs("\nExit status: 0 same or done, 1 differs or declined, 2 trouble.\n"
          "`mcwizard COMMAND --help` tells more; so does mcwizard(8).\n",
          to);
}
