/* mcwizard import: from what a host has to a profile. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/import_print.h"
#include "cmd/import_run.h"
#include "cmd/pipeline.h"

#include "sys/file.h"

static int run(struct context *ctx, int argc, char **argv);
static char *stem_of(const char *path);
static char *dir_of(const char *path);

const struct command cmd_import_entry = {
    .name = "import",
    .synopsis = "[-o PROFILE] [--trust] [--format text|json] [FILE|DIR]",
    .summary = "Make a profile of the configuration that a host has",
    .help = "Reads a sendmail.mc, or where that is gone a sendmail.cf, with the tables that it\n"
            "names, and says what became of each line: a setting of the profile, a raw line that\n"
            "is kept as it is (extra.file), or not carried, and why. DIR is a folder with\n"
            "sendmail.mc or sendmail.cf; without FILE or DIR it is the host's own. Nothing is\n"
            "written without -o, and never anything but the profile and files beside it:\n"
            "NAME.extra.mc for raw lines, NAME.access for entries that no setting says.\n\n"
            "The .mc is read by m4 itself, which runs no command, makes no file and reads the\n"
            "sendmail-cf macros and the folder of the .mc alone.\n\n"
            "A sendmail.mc that mcwizard has rendered gives its profile back as it was, with what\n"
            "was edited by hand in it and its tables since then; what was removed there and the\n"
            "profile still says is listed as not carried. extra.file and tables in files of their\n"
            "own are made beside the profile where they are not found, under the names that it\n"
            "has for them; no other file of such a name is written over.\n\n"
            "The profile is held against its source: what `render --as-is' makes of it says\n"
            "otherwise than the source is listed with the reason. What the profile does not say\n"
            "gets the hardened defaults when it is rendered without --as-is.\n\n"
            "Exits 0 if everything was carried, 1 if something is left, 2 on trouble.",
    .options = "  -o, --output=PROFILE  write the profile there (NAME.json)\n"
               "      --trust           let m4 run what the .mc runs, and read what it reads\n"
               "      --format FORMAT   text, or json (JSON Lines)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"trust", no_argument, NULL, 't'},
                                            {"format", required_argument, NULL, 'f'},
                                            {NULL, 0, NULL, 0}};
    struct import_run import = {.unexplained = 0};
    struct errs errs = {0};
    struct err err = {0};
    const char *output = NULL, *format = ctx->format;
    char *stem = NULL;
    bool trust = false;
    int status = EXIT_TROUBLE;
    optind = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (c == 'o')
            output = optarg;
        else if (c == 't')
            trust = true;
        else if (c == 'f')
            format = optarg;
        else
            return cmd_usage(&cmd_import_entry, "unknown option");
    }
    if (optind + 1 < argc)
        return cmd_usage(&cmd_import_entry, "unexpected \"%s\"", argv[optind + 1]);
    if (format != NULL && strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
        return cmd_usage(&cmd_import_entry, "unknown format \"%s\": text or json", format);
    if (output != NULL && (!pipeline_is_profile(output) || str_ends(output, "/.json") ||
                           strcmp(output, ".json") == 0))
        return cmd_usage(&cmd_import_entry, "-o takes a file whose name ends in .json");
    if (output != NULL && file_exists(output)) {
        msg_error("%s: is there already; name another file, or remove it", output);
        return EXIT_TROUBLE;
    }
    stem = stem_of(output != NULL ? output : "import.json");
    import.out_dir = dir_of(output);
    if (import_run(ctx, argv[optind], trust, stem, &import, &errs) != 0) {
        msg_report_all(&errs);
        if (format != NULL && strcmp(format, "json") == 0)
            import_print_faults_json(&import, stdout);
        goto out;
    }
    if (output != NULL && import_run_write(&import, output, &err) != 0) {
        msg_report(&err);
        goto out;
    }
    if (format != NULL && strcmp(format, "json") == 0)
        import_print_json(&import, stdout);
    else
        import_print_text(&import, stdout);
    status = import_run_complete(&import) ? EXIT_SAME : EXIT_DIFFERS;
out:
    import_run_free(&import);
    errs_free(&errs);
    err_clear(&err);
    free(stem);
    return status;
}

/* NAME of DIR/NAME.json */
static char *stem_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    return mem_dupn(name, strlen(name) - strlen(".json"));
}

/* DIR/ of DIR/NAME.json, "" of NAME.json; NULL: none is named. */
static char *dir_of(const char *path)
{
    if (path == NULL)
        return NULL;
    const char *slash = strrchr(path, '/');
    return mem_dupn(path, slash != NULL ? (size_t)(slash + 1 - path) : 0);
}
