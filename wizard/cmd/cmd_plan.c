/* `plan -p PROFILE`: what apply would do. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/deploy.h"
#include "cmd/edits.h"
#include "cmd/entries.h"
#include "cmd/pipeline.h"
#include "cmd/plan_file.h"
#include "cmd/plan_print.h"
#include "cmd/prove.h"
#include "cmd/side.h"

struct wishes {
    const char *profile, *output, *old;
    bool json;
    struct change_wishes change;
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w);
static int plan(struct context *ctx, const struct wishes *w, const struct profile *profile,
                struct err *err);
static int show(const struct deploy *d, const struct wishes *w, const struct settle *settle,
                struct err *err);
static bool find_changes(const struct deploy *d, const struct wishes *w, struct str *behavior);

const struct command cmd_plan_entry = {
    .name = "plan",
    .synopsis = "-p PROFILE [-o FILE] [--old OLD] [--trust] [--quick] [--force-new | --force-keep]",
    .summary = "Show what apply would do, and change nothing",
    .help =
        "Renders the profile, holds it against what lies on this host, and shows which files\n"
        "would be created, changed and removed, with owner and mode; what that means, what\n"
        "audit finds before and after, which messages would fare otherwise, whether the proof\n"
        "holds, and what would be compiled and reloaded.\n"
        "\n"
        "A file that somebody edited since the last apply is shown three ways: what was edited,\n"
        "and what the profile changes. sendmail.cf is judged by its meaning: if the\n"
        "distribution made it again from its .mc, that is no edit.\n"
        "\n"
        "Where the host has no sendmail.cf but its .mc, that is rendered and stands for it. With\n"
        "--old, what it means and finds is told against a .mc, a sendmail.cf, or a folder that "
        "has\n"
        "either, with its tables: what the host had before, or has elsewhere. What is done with\n"
        "the files, and what apply would refuse, is by what lies on this host in any case.\n"
        "\n"
        "With -o the plan is kept, and `mcwizard apply FILE' makes exactly that, or refuses if a\n"
        "file is not what it was.\n"
        "\n"
        "Exits 0 if there is nothing to do, 1 if there is, 2 on trouble.",
    .options =
        "  -p, --profile=PROFILE  the profile, or \"-\" for standard input\n"
        "  -o, --output=FILE      keep the plan in FILE (mode 0600)\n"
        "      --old=OLD          tell the difference from this .mc, sendmail.cf or folder\n"
        "      --trust            let what the profile's extra lines, the live sendmail.cf (not\n"
        "                         that of --root) and --old name run programs: a sendmail.cf as\n"
        "                         sendmail does when it is loaded, the .mc of --old as m4 does\n"
        "      --quick            try one vector of each weakness, instead of all\n"
        "      --force-new        plan to replace files that were edited since the last apply\n"
        "      --force-keep       plan to keep them as they are\n"
        "      --format=FORMAT    text or json (JSON Lines)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct wishes w = {.change = {.edits = EDIT_UNDECIDED}};
    struct errs errs = {0};
    struct err err = {0};
    int status = read_options(ctx, argc, argv, &w);
    if (status >= 0)
        return status;
    struct profile *profile = pipeline_load(ctx, w.profile, &errs);
    if (profile == NULL) {
        status = msg_report_all(&errs);
    } else {
        status = plan(ctx, &w, profile, &err);
        if (status < 0)
            status = msg_report(&err);
    }
    profile_free(profile);
    err_clear(&err);
    errs_free(&errs);
    return status;
}

/* -1 to go on, otherwise an exit status. */
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w)
{
    static const struct option options[] = {
        {"profile", required_argument, NULL, 'p'}, {"output", required_argument, NULL, 'o'},
        {"quick", no_argument, NULL, 'Q'},         {"force-new", no_argument, NULL, 'N'},
        {"force-keep", no_argument, NULL, 'K'},    {"old", required_argument, NULL, 'O'},
        {"trust", no_argument, NULL, 't'},         {NULL, 0, NULL, 0}};
    const char *format = ctx->format != NULL ? ctx->format : "text", *wrong;
    int c;
    optind = 0;
    while ((c = getopt_long(argc, argv, "p:o:", options, NULL)) != -1) {
        if (c == 'p')
            w->profile = optarg;
        else if (c == 'o')
            w->output = optarg;
        else if (c == 'O')
            w->old = optarg;
        else if (change_take_option(c, optarg, &w->change, &wrong) != 0)
            return cmd_usage(&cmd_plan_entry, "%s", wrong);
    }
    if (w->profile == NULL)
        return cmd_usage(&cmd_plan_entry, "-p is missing");
    if (optind < argc)
        return cmd_usage(&cmd_plan_entry, "unexpected \"%s\"", argv[optind]);
    if (w->old != NULL && pipeline_is_profile(w->old))
        return cmd_usage(&cmd_plan_entry,
                         "--old takes a .mc, a sendmail.cf or a folder; diff takes profiles");
    w->json = strcmp(format, "json") == 0;
    if (!w->json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_plan_entry, "there is no format \"%s\"", format);
    return -1;
}

/* The exit status, or -1 with err filled. */
static int plan(struct context *ctx, const struct wishes *w, const struct profile *profile,
                struct err *err)
{
    struct deploy deploy = DEPLOY_INIT;
    struct store store = STORE_NONE;
    struct side old = {.n = 0};
    int status = -1;
    const struct settle settle = {.ctx = ctx, .wait_seconds = profile_int(profile, "apply.wait")};
    if (w->old != NULL) {
        if (side_load(ctx, w->old, w->change.trust, &old, err) != 0)
            goto out;
        deploy.old = &old;
    }
    if (store_open(ctx->root, &store, err) != 0)
        goto out;
    change_warn_open(&store);
    if (deploy_begin(ctx, profile, &store, w->change.edits, &deploy, err) != 0 ||
        deploy_finish(&deploy, w->change.quick, w->change.trust, err) != 0 ||
        show(&deploy, w, &settle, err) != 0 ||
        (w->output != NULL && plan_file_write(&deploy, w->output, err) != 0))
        goto out;
    status = deploy_has_news(&deploy) ? EXIT_DIFFERS : EXIT_SAME;
out:
    deploy_free(&deploy);
    side_free(&old);
    store_close(&store);
    return status;
}

static int show(const struct deploy *d, const struct wishes *w, const struct settle *settle,
                struct err *err)
{
    struct str text = STR_INIT, objections = STR_INIT, behavior = STR_INIT;
    int rc = 0;
    const char *fates = find_changes(d, w, &behavior) ? str_text(&behavior) : NULL;
    for (size_t i = 0; i < d->n && rc == 0 && !w->json; i++)
        if (d->v[i].edit != EDIT_NONE && !d->v[i].asked_before)
            rc = edits_show(d, &d->v[i], &text, err);
    if (w->json) {
        plan_print_json(d, settle, fates, stdout);
    } else {
        plan_add_text(d, settle, fates, &text);
        plan_add_objections(d, &objections);
        if (objections.len > 0)
            str_addf(&text, "%sapply would refuse:%s\n%s", colour(COLOUR_BAD), colour(COLOUR_RESET),
                     str_text(&objections));
        else if (!deploy_has_news(d))
            str_add(&text, "Nothing to do: all is as the profile says.\n");
        fputs(str_text(&text), stdout);
    }
    str_free(&text);
    str_free(&objections);
    str_free(&behavior);
    return rc;
}

/* Which messages fare otherwise; false if that cannot be told. */
static bool find_changes(const struct deploy *d, const struct wishes *w, struct str *behavior)
{
    struct part *part = deploy_shown(d)->part[0];
    const struct prove_target new = {
        .cf = d->stage, .profile = d->profile, .trust = w->change.trust, .jobs = 1};
    /* What lies in a tree is anybody's; on the live host the daemon runs it already. */
    struct prove_target old = {
        .trust = w->change.trust && (d->old != NULL || d->ctx->root[0] == '\0'), .jobs = 1};
    if (d->old != NULL ? part == NULL : d->next.n == 0)
        return false;
    if (part != NULL) {
        old.cf = part->path;
        old.text = part->placed.n > 0 ? str_text(&part->text) : NULL;
    }
    struct err err = {0};
    bool known = prove_changes(d->ctx, &old, &new, w->change.quick, w->json, behavior, &err);
    if (!known && d->old != NULL) {
        side_place_err(part, &err);
        char *why = err_format(&err);
        msg_info("which messages fare otherwise was not tried: %s", why);
        free(why);
    }
    err_clear(&err);
    return known;
}
