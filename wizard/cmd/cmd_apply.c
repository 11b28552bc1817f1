/* `apply -p PROFILE` and `apply PLAN`: puts a configuration into place, or changes nothing. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

#include "ui/pager.h"

/* One run of the command. */
struct apply {
    struct context *ctx;
    const char *profile_path, *plan_path; /* one of them */
    struct change_wishes wishes;
    struct plan_file plan;
    struct profile *profile;
    struct settle settle;
    struct store store;
    struct deploy deploy;
    struct prompt *prompt; /* on a terminal, unless --yes */
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(int argc, char **argv, struct apply *a);
static int load(struct apply *a);
static int load_plan(struct apply *a, struct errs *errs);
static int apply(struct apply *a, struct err *err);
static int decide(struct apply *a, struct err *err);
static bool refused(const struct apply *a);
static bool confirmed(struct apply *a);

const struct command cmd_apply_entry = {
    .name = "apply",
    .synopsis =
        "[-y] [--quick] [--trust] [--force-new | --force-keep] [--no-reload] [--lock-timeout=S] "
        "-p PROFILE | PLAN",
    .summary = "Put the configuration of a profile into place, or change nothing",
    .help =
        "Renders the profile, loads it in sendmail, proves and audits it, shows the plan and\n"
        "asks. Then it keeps what is there (see history), writes each new file beside the old\n"
        "one, renames them all, reloads sendmail and asks it on its ports. If anything fails,\n"
        "everything is put back by itself, and sendmail is reloaded again. Being killed leaves\n"
        "the old files or the new ones, never a mixture: a second process sees to it, and after\n"
        "a power cut the next apply or rollback.\n"
        "\n"
        "PLAN is what `mcwizard plan -o' kept: it is made exactly, or refused if a file is not\n"
        "what it was.\n"
        "\n"
        "A file that was edited since the last apply, or a table with entries that was there\n"
        "before the first, is never replaced unasked: on a terminal you choose to keep it, to\n"
        "replace it, or to get the new one beside it as NAME.mcwizard-new; otherwise --force-keep\n"
        "or --force-new says it. Entries that shall stay belong into the profile (local.aliases,\n"
        "tables.*_file).\n"
        "\n"
        "Exits 0 if it is done or nothing was to do, 1 if it was refused, 2 on trouble.",
    .options =
        "  -p, --profile=PROFILE  the profile, or \"-\" for standard input\n"
        "      --quick            try one vector of each weakness, instead of all\n"
        "      --trust            let the profile's extra lines, and files that are kept, run\n"
        "                         programs for the proof, as sendmail does when it loads "
        "them\n" CHANGE_HELP,
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct apply a = {.ctx = ctx,
                      .wishes = {.edits = EDIT_UNDECIDED},
                      .store = STORE_NONE,
                      .deploy = DEPLOY_INIT};
    struct err err = {0};
    int status = read_options(argc, argv, &a);
    if (status >= 0)
        return status;
    if (!change_may("apply"))
        return EXIT_TROUBLE;
    status = load(&a);
    if (status < 0) {
        a.settle = (struct settle){.ctx = ctx,
                                   .wait_seconds = profile_int(a.profile, "apply.wait"),
                                   .leave = a.wishes.no_reload};
        status = apply(&a, &err);
        if (status < 0)
            status = msg_report(&err);
    }
    prompt_free(a.prompt);
    deploy_free(&a.deploy);
    store_close(&a.store);
    profile_free(a.profile);
    plan_file_free(&a.plan);
    err_clear(&err);
    return status;
}

/* -1 to go on, otherwise an exit status. */
static int read_options(int argc, char **argv, struct apply *a)
{
    static const struct option options[] = {{"profile", required_argument, NULL, 'p'},
                                            {"trust", no_argument, NULL, 't'},
                                            CHANGE_OPTIONS,
                                            {NULL, 0, NULL, 0}};
    const char *wrong;
    int c;
    if (a->ctx->format != NULL)
        return cmd_usage(&cmd_apply_entry, "--format does not go with it; plan has it");
    optind = 0;
    while ((c = getopt_long(argc, argv, "p:" CHANGE_LETTERS, options, NULL)) != -1) {
        if (c == 'p')
            a->profile_path = optarg;
        else if (change_take_option(c, optarg, &a->wishes, &wrong) != 0)
            return cmd_usage(&cmd_apply_entry, "%s", wrong);
    }
    if (optind < argc)
        a->plan_path = argv[optind++];
    if (optind < argc)
        return cmd_usage(&cmd_apply_entry, "unexpected \"%s\"", argv[optind]);
    if ((a->profile_path == NULL) == (a->plan_path == NULL))
        return cmd_usage(&cmd_apply_entry, "give either -p PROFILE or a plan");
    if (a->plan_path != NULL && a->ctx->sets.n > 0)
        return cmd_usage(&cmd_apply_entry, "--set does not go with a plan, which has its values");
    if (a->plan_path != NULL && a->wishes.edits != EDIT_UNDECIDED)
        return cmd_usage(&cmd_apply_entry, "--force-new and --force-keep go with plan, which "
                                           "keeps what they say");
    if (!a->wishes.yes &&
        (!change_can_ask(a->ctx) || (a->profile_path != NULL && strcmp(a->profile_path, "-") == 0)))
        return cmd_usage(&cmd_apply_entry, "it cannot ask here: give --yes");
    return -1;
}

/* -1 to go on, otherwise an exit status. */
static int load(struct apply *a)
{
    struct errs errs = {0};
    int status = -1;
    if (a->plan_path != NULL)
        status = load_plan(a, &errs);
    else
        a->profile = pipeline_load(a->ctx, a->profile_path, &errs);
    if (status < 0 && a->profile == NULL)
        status = msg_report_all(&errs);
    errs_free(&errs);
    return status;
}

static int load_plan(struct apply *a, struct errs *errs)
{
    struct err err = {0};
    const struct plan_file *plan = &a->plan;
    char *root = plan_file_root(a->ctx);
    int status = -1;
    if (plan_file_read(a->plan_path, &a->plan, &err) != 0) {
        status = msg_report(&err);
    } else if (strcmp(plan->root, root) != 0 || strcmp(plan->layout, a->ctx->layout->name) != 0) {
        msg_error("%s: is for --root=%s --layout=%s: give these, or make a new plan", a->plan_path,
                  plan->root, plan->layout);
        status = EXIT_TROUBLE;
    } else {
        a->ctx->elsewhere = plan->elsewhere;
        pipeline_build(a->ctx);
        if (!plan_file_is_for(plan, a->ctx)) {
            msg_error("%s: is for sendmail %s; name it by --sendmail-version, or make a new plan",
                      a->plan_path, plan->sendmail);
            status = EXIT_TROUBLE;
            goto out;
        }
        a->profile = pipeline_load_text(a->ctx, plan->profile, plan->profile_path, errs);
    }
out:
    err_clear(&err);
    free(root);
    return status;
}

/* The exit status, or -1 with err filled. */
static int apply(struct apply *a, struct err *err)
{
    struct str stale = STR_INIT;
    struct deploy *d = &a->deploy;
    if (change_open(a->ctx, &a->wishes, &a->settle, &a->store, NULL, err) != 0 ||
        deploy_begin(a->ctx, a->profile, &a->store, a->wishes.edits, d, err) != 0)
        return -1;
    if (a->plan_path != NULL)
        plan_file_decide(&a->plan, d);
    int status = decide(a, err);
    if (status >= 0)
        return status;
    if (a->prompt != NULL)
        prompt_say(COLOUR_DIM, 0, "Compiling, proving and auditing ...");
    if (err_is_set(err) || deploy_finish(d, a->wishes.quick, a->wishes.trust, err) != 0)
        return -1;
    if (!deploy_has_news(d)) {
        msg_info("nothing to do: all is as the profile says");
        return EXIT_SAME;
    }
    if (a->plan_path != NULL)
        plan_file_check(&a->plan, d, &stale);
    if (stale.len > 0) {
        msg_error("the plan is out of date; make a new one");
        msg_error_lines(&stale);
        str_free(&stale);
        return EXIT_DIFFERS;
    }
    if (refused(a))
        return EXIT_DIFFERS;
    if (!confirmed(a)) {
        msg_info("nothing was changed");
        return EXIT_DIFFERS;
    }
    if (deploy_keep(d, err) != 0)
        return -1;
    d->next.profile = profile_digest(a->profile);
    d->next.wait = a->settle.wait_seconds;
    status = change_make(&a->store, &a->settle, "apply", &d->next);
    if (status == EXIT_SAME)
        store_prune(&a->store, profile_int(a->profile, "apply.keep"),
                    profile_int(a->profile, "apply.keep_days"), time(NULL));
    return status;
}

/* What becomes of edited files: -1 to go on (or err is set), otherwise an exit status. */
static int decide(struct apply *a, struct err *err)
{
    struct str text = STR_INIT;
    struct deploy *d = &a->deploy;
    int status = -1;
    if (!a->wishes.yes && a->profile_path != NULL && strcmp(a->profile_path, "-") == 0)
        return cmd_usage(&cmd_apply_entry, "it cannot ask, since standard input is the profile: "
                                           "give --yes");
    if (!a->wishes.yes && (a->prompt = prompt_new(err)) == NULL)
        return -1;
    if (deploy_undecided(d) == 0)
        return -1;
    if (a->prompt != NULL) {
        if (edits_ask(d, a->prompt, err) == PROMPT_ANSWER || err_is_set(err))
            return -1;
        msg_info("nothing was changed");
        return EXIT_DIFFERS;
    }
    for (size_t i = 0; i < d->n; i++) {
        if (d->v[i].edit != EDIT_UNDECIDED)
            continue;
        msg_error("%s%s: %s", a->ctx->root, d->v[i].path, deploy_edit_reason(&d->v[i]));
        if (edits_show(d, &d->v[i], &text, err) != 0)
            goto out;
    }
    fputs(str_text(&text), stdout);
    if (a->plan_path != NULL)
        msg_error("nothing was changed: make a plan with --force-keep or --force-new");
    else
        msg_error("nothing was changed: --force-keep keeps what is there, --force-new replaces it; "
                  "entries that shall stay belong into the profile (local.aliases, tables.*_file)");
    status = EXIT_DIFFERS;
out:
    str_free(&text);
    return status;
}

static bool refused(const struct apply *a)
{
    struct str objections = STR_INIT, text = STR_INIT;
    plan_add_objections(&a->deploy, &objections);
    bool any = objections.len > 0;
    if (any) {
        plan_add_text(&a->deploy, &a->settle, NULL, &text);
        fputs(str_text(&text), stdout);
        fflush(stdout);
        msg_error("refused, and nothing was changed");
        msg_error_lines(&objections);
    }
    str_free(&objections);
    str_free(&text);
    return any;
}

static bool confirmed(struct apply *a)
{
    struct str text = STR_INIT;
    bool yes = a->wishes.yes;
    if (a->prompt != NULL) {
        plan_add_text(&a->deploy, &a->settle, NULL, &text);
        pager_show(str_text(&text), a->ctx->layout, a->ctx->tools);
        yes = change_confirm(
            a->prompt, "Make these changes?",
            "With yes it is done as the plan says; `mcwizard rollback' takes it back. "
            "With no, nothing is changed.");
    }
    /* The terminal is given back before anything is written. */
    prompt_free(a->prompt);
    a->prompt = NULL;
    str_free(&text);
    return yes;
}
