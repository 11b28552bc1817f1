/* `history [ID]`: the checkpoints, newest first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <getopt.h>
#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "apply/store.h"

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/plan_print.h"

#include "sys/account.h"

enum { TIME_TEXT = 32, DIGEST_SHOWN = 12 };

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, long *id, bool *json);
static int list(const struct store *store, bool json, struct err *err);
static int show(const struct context *ctx, const struct store *store, long id, bool json,
                struct err *err);
static void print_row(const struct checkpoint *cp);
static void print_json(const struct checkpoint *cp);

const struct command cmd_history_entry = {
    .name = "history",
    .synopsis = "[--format text|json] [ID]",
    .summary = "List the checkpoints that rollback can go back before",
    .help =
        "Lists what apply and rollback have changed on this host, the newest first: when, who,\n"
        "by which profile (the beginning of its digest), and how many files. With ID, the\n"
        "files of that one. What is in files is not shown; a secret is only named.\n"
        "\n"
        "How many are kept is said by apply.keep and apply.keep_days of the profile.",
    .options = "      --format=FORMAT    text or json (JSON Lines)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct store store = STORE_NONE;
    struct err err = {0};
    bool json = false;
    long id = 0;
    int status = read_options(ctx, argc, argv, &id, &json);
    if (status >= 0)
        return status;
    if (store_open(ctx->root, &store, &err) != 0) {
        status = msg_report(&err);
    } else {
        change_warn_open(&store);
        int rc = id > 0 ? show(ctx, &store, id, json, &err) : list(&store, json, &err);
        status = rc == 0 ? EXIT_SAME : msg_report(&err);
    }
    store_close(&store);
    err_clear(&err);
    return status;
}

/* -1 to go on, otherwise an exit status. */
static int read_options(struct context *ctx, int argc, char **argv, long *id, bool *json)
{
    static const struct option options[] = {{NULL, 0, NULL, 0}};
    const char *format = ctx->format != NULL ? ctx->format : "text";
    optind = 0;
    if (getopt_long(argc, argv, "", options, NULL) != -1)
        return cmd_usage(&cmd_history_entry, "unknown option");
    if (optind < argc && (*id = change_id(argv[optind++])) == 0)
        return cmd_usage(&cmd_history_entry, "\"%s\" is no number of a checkpoint",
                         argv[optind - 1]);
    if (optind < argc)
        return cmd_usage(&cmd_history_entry, "unexpected \"%s\"", argv[optind]);
    *json = strcmp(format, "json") == 0;
    if (!*json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_history_entry, "there is no format \"%s\"", format);
    return -1;
}

static int list(const struct store *store, bool json, struct err *err)
{
    long *ids = NULL;
    size_t n = 0;
    int rc = store_list(store, &ids, &n, err);
    if (rc == 0 && n == 0 && !json)
        msg_info("nothing was applied here yet");
    else if (rc == 0 && !json)
        printf("%s%6s  %-19s  %-12s  %-8s  %-12s  %s%s\n", colour(COLOUR_HEAD), "ID", "WHEN", "WHO",
               "COMMAND", "PROFILE", "FILES", colour(COLOUR_RESET));
    for (size_t i = n; i-- > 0 && rc == 0;) {
        struct checkpoint cp;
        rc = store_load(store, ids[i], &cp, err);
        if (rc == 0)
            (json ? print_json : print_row)(&cp);
        checkpoint_free(&cp);
    }
    free(ids);
    return rc;
}

static void time_text(time_t when, const char *format,
                      struct tm *(*split)(const time_t *, struct tm *), char text[TIME_TEXT])
{
    struct tm tm;
    if (split(&when, &tm) == NULL || strftime(text, TIME_TEXT, format, &tm) == 0)
        snprintf(text, TIME_TEXT, "?");
}

static void print_row(const struct checkpoint *cp)
{
    /* A tree may be a stranger's. */
    struct str counts = STR_INIT, user = STR_INIT, command = STR_INIT, profile = STR_INIT;
    char when[TIME_TEXT];
    str_add_shown(&user, cp->user);
    str_add_shown(&command, cp->command);
    str_add_shown(&profile, cp->profile[0] != '\0' ? cp->profile : "-");
    time_text(cp->time, "%Y-%m-%d %H:%M:%S", localtime_r, when);
    plan_add_counts(cp, &counts);
    printf("%6ld  %-19s  %-12s  %-8s  %-12.*s  %s\n", cp->id, when, str_text(&user),
           str_text(&command), DIGEST_SHOWN, str_text(&profile), str_text(&counts));
    str_free(&user);
    str_free(&command);
    str_free(&profile);
    str_free(&counts);
}

static void print_json(const struct checkpoint *cp)
{
    json_t *files = json_array();
    char when[TIME_TEXT];
    time_text(cp->time, "%Y-%m-%dT%H:%M:%SZ", gmtime_r, when);
    for (size_t i = 0; i < cp->n; i++)
        json_array_append_new(files,
                              json_pack("{s:s, s:s, s:b}", "path", cp->v[i].path, "action",
                                        change_word(&cp->v[i]), "secret", (int)cp->v[i].secret));
    json_t *json = json_pack("{s:i, s:s, s:i, s:s, s:s, s:s, s:s, s:o}", "v", 1, "type",
                             "checkpoint", "id", (int)cp->id, "time", when, "user", cp->user,
                             "command", cp->command, "profile", cp->profile, "files", files);
    char *line = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    MUST(line != NULL);
    puts(line);
    free(line);
    json_decref(json);
}

static int show(const struct context *ctx, const struct store *store, long id, bool json,
                struct err *err)
{
    struct accounts accounts = {.n_users = 0};
    struct checkpoint cp = {.n = 0};
    struct str text = STR_INIT;
    int rc = change_load(store, id, &cp, err);
    if (rc == 0)
        rc = accounts_read(ctx->root, &accounts, err);
    if (rc == 0 && json) {
        print_json(&cp);
    } else if (rc == 0) {
        print_row(&cp);
        plan_add_changes(&cp, &accounts, ctx->root, &text);
        fputs(str_text(&text), stdout);
    }
    accounts_free(&accounts);
    checkpoint_free(&cp);
    str_free(&text);
    return rc;
}
