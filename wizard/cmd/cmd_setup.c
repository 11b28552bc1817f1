/* `mcwizard setup`: the interview on the terminal. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "model/profile.h"
#include "model/rules.h"
#include "sys/file.h"
#include "ui/ask.h"
#include "ui/found.h"
#include "ui/interview.h"
#include "ui/pager.h"
#include "ui/prompt.h"
#include "ui/review.h"
#include "ui/steps.h"
#include "ui/wrap.h"

#include "cmd/accepted.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/pipeline.h"
#include "cmd/setup_parts.h"

enum { HOST_NAME_BYTES = 256 };

static int run(struct context *ctx, int argc, char **argv);
static int begin_import(struct setup *s, struct errs *errs);
static void take_import(struct setup *s);
static int tell_missing(const struct setup *s);
static bool is_missing(const struct setup *s, const struct setting *setting);
static int talk(struct setup *s);
static enum prompt_outcome converse(struct setup *s, struct str *jump);
static void look_around(struct setup *s);
static void greet(void);
static enum prompt_outcome offer_import(struct setup *s);
static void tell_found(const struct setup *s);
static void show_left(const struct setup *s);
static void show_summary(const struct setup *s);
static void show_diff(const struct setup *s);
static int carry_out(struct setup *s);
static int save_profile(struct setup *s);
static int apply_saved(struct setup *s);
static int leave(void);

const struct command cmd_setup_entry = {
    .name = "setup",
    .synopsis = "[-p PROFILE | --from FILE|DIR|none]",
    .summary = "Ask what the host is for, and make its configuration",
    .help = "Asks on the terminal for the host's name, its domains and its roles, and then only\n"
            "for what those roles need. Every answer is checked as it is given. At the end it\n"
            "shows a summary and what would change against the running configuration, and\n"
            "offers to save the profile, to render it into a folder, both, to save and apply it,\n"
            "or neither. It writes nothing before that and nothing else.\n\n"
            "Where the host has a sendmail.mc or a sendmail.cf, setup offers to start from it:\n"
            "what `mcwizard import' makes of it are then the answers, and what is not carried\n"
            "is listed before the summary. Raw lines and entries of tables that no setting says\n"
            "are saved beside the profile (NAME.extra.mc, NAME.access).\n\n"
            "At every question: Enter takes what stands in [ ], - clears it, Tab completes, ?\n"
            "explains, < goes back one question, ! shows the answers so far and jumps to one\n"
            "(\"! relay.networks\" at once, \"! all\" to be asked everything), Ctrl-C and Ctrl-D\n"
            "leave with exit status 1.\n\n"
            "Without a terminal, or with --no-input, it asks nothing: it says what is missing\n"
            "and exits with status 2.",
    .options = "  -p, --profile=PROFILE  start from the answers of an existing profile\n"
               "      --from=FILE|DIR    start from that .mc, .cf or folder with one, unasked\n"
               "      --from=none        start from nothing, unasked\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    static const struct option options[] = {{"profile", required_argument, NULL, 'p'},
                                            {"from", required_argument, NULL, 'f'},
                                            {NULL, 0, NULL, 0}};
    struct setup s = {.ctx = ctx};
    int opt, status;
    optind = 0;
    while ((opt = getopt_long(argc, argv, "p:", options, NULL)) != -1) {
        if (opt == 'p')
            s.profile_path = optarg;
        else if (opt == 'f')
            s.from = optarg;
        else
            return cmd_usage(&cmd_setup_entry, "unknown option");
    }
    if (optind < argc)
        return cmd_usage(&cmd_setup_entry, "unexpected argument \"%s\"", argv[optind]);
    if (s.profile_path != NULL && s.from != NULL)
        return cmd_usage(&cmd_setup_entry, "-p and --from both say what to start from");
    struct errs errs = {0};
    s.profile = pipeline_read(ctx, s.profile_path, &errs);
    if (s.profile == NULL || begin_import(&s, &errs) != 0)
        status = msg_report_all(&errs);
    else if (!change_can_ask(ctx))
        status = tell_missing(&s);
    else
        status = talk(&s);
    errs_free(&errs);
    str_free(&s.excuse);
    setup_import_free(&s.import);
    profile_free(s.profile);
    return status;
}

/*
 * Imports before there is a prompt, so that the signals are still as they were.  What cannot be
 * read is trouble if it is not there at all, or if nobody can be asked; else it is told, and the
 * interview starts from nothing.
 */
static int begin_import(struct setup *s, struct errs *errs)
{
    bool wanted = s->from != NULL && strcmp(s->from, "none") != 0;
    bool can_ask = change_can_ask(s->ctx);
    bool offered = s->from == NULL && s->profile_path == NULL && can_ask;
    if (!wanted && !offered)
        return 0;
    if (setup_import_read(s->ctx, s->from, &s->import, errs) == 0) {
        s->importable = true;
        if (wanted)
            take_import(s);
        return 0;
    }
    if (wanted && (!can_ask || !file_exists(s->from)))
        return -1;
    /* A host that has nothing is nothing to speak of. */
    if (wanted || s->import.run.source != NULL)
        setup_import_excuse(&s->import, errs, &s->excuse);
    errs_free(errs);
    return 0;
}

static void take_import(struct setup *s)
{
    profile_free(s->profile);
    s->profile = setup_import_profile(&s->import);
}

/* Nobody can answer: says what an answer would be needed for. */
static int tell_missing(const struct setup *s)
{
    struct errs errs = {0};
    bool missing = false;
    if (s->ctx->no_input)
        msg_error("setup asks questions, and --no-input forbids them");
    else
        msg_error("setup asks questions, and standard input or output is no terminal");
    if (s->importable) {
        struct str told = STR_INIT;
        setup_import_describe(&s->import, &told);
        msg_info("%s", str_text(&told));
        str_free(&told);
    }
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        if (!is_missing(s, setting))
            continue;
        msg_error("missing: %s: %s", setting->path, setting->prompt);
        missing = true;
    }
    rules_check(s->profile, &errs);
    accepted_check(s->profile, &errs);
    for (size_t i = 0; i < errs.n; i++) {
        const char *path = errs.v[i].setting;
        const struct setting *setting = path != NULL ? setting_find(path, NULL) : NULL;
        /* What was said above needs no second line. */
        if (setting == NULL || !is_missing(s, setting))
            msg_report(&errs.v[i]);
    }
    if (!missing && errs.n == 0 && s->profile_path != NULL)
        msg_error("nothing is missing: run `mcwizard render -p %s -o DIR`", s->profile_path);
    else if (!missing && errs.n == 0 && s->importable)
        msg_error("nothing is missing: run `mcwizard import -o PROFILE %s` and `mcwizard render -p "
                  "PROFILE -o DIR`",
                  s->from);
    else
        msg_error("write the answers into a profile, or give them with --set PATH=VALUE, and run "
                  "`mcwizard render -p PROFILE -o DIR`");
    errs_free(&errs);
    return EXIT_TROUBLE;
}

static bool is_missing(const struct setup *s, const struct setting *setting)
{
    return setting->fallback == NULL && !profile_has(s->profile, setting->path);
}

static int talk(struct setup *s)
{
    struct str jump = STR_INIT;
    struct err err = {0};
    int status = EXIT_DIFFERS;
    enum prompt_outcome outcome = PROMPT_LEAVE;
    look_around(s);
    s->prompt = prompt_new(&err);
    if (s->prompt == NULL) {
        status = msg_report(&err);
        err_clear(&err);
        goto out;
    }
    greet();
    if (offer_import(s) != PROMPT_LEAVE) {
        if (s->import.begun)
            found_forget_domains(&s->found);
        tell_found(s);
        s->interview = interview_new(s->profile, s->prompt, &s->found);
        outcome = converse(s, &jump);
    }
    /* The terminal is given back before anything is written: Ctrl-C then ends a write. */
    prompt_free(s->prompt);
    s->prompt = NULL;
    status = outcome == PROMPT_LEAVE ? leave() : carry_out(s);
out:
    prompt_free(s->prompt);
    interview_free(s->interview);
    found_free(&s->found);
    str_free(&s->save_as);
    str_free(&s->render_into);
    str_free(&jump);
    return status;
}

/* The interview, and what to do with the answers, until both are settled. */
static enum prompt_outcome converse(struct setup *s, struct str *jump)
{
    enum prompt_outcome outcome;
    do {
        outcome = interview_run(s->interview);
        if (outcome == PROMPT_LEAVE)
            break;
        show_left(s);
        show_summary(s);
        show_diff(s);
        outcome = setup_ask_end(s, jump);
        if (outcome == PROMPT_JUMP)
            interview_jump(s->interview, str_text(jump));
        else if (outcome == PROMPT_BACK)
            interview_back(s->interview);
    } while (outcome == PROMPT_JUMP || outcome == PROMPT_BACK);
    return outcome;
}

static void look_around(struct setup *s)
{
    char name[HOST_NAME_BYTES] = "";
    /* Another tree has its own name, which the kernel does not know. */
    bool live = s->ctx->root[0] == '\0' && gethostname(name, sizeof(name) - 1) == 0;
    found_look(&s->found, s->ctx->root, s->ctx->layout, live ? name : NULL);
}

static void greet(void)
{
    prompt_say(COLOUR_HEAD, 0, "mcwizard asks what this mail host is for.");
    prompt_say(COLOUR_RESET, 0,
               "Enter takes what stands in [ ], - clears it, Tab completes. ? explains, < goes "
               "back, ! shows the answers and jumps. Ctrl-C leaves. Nothing is written before the "
               "end, and then only where you say.");
}

/* Whether the answers start from what the host has; with --from it is settled. */
static enum prompt_outcome offer_import(struct setup *s)
{
    struct str told = STR_INIT, ignored = STR_INIT;
    enum prompt_outcome outcome = PROMPT_ANSWER;
    bool yes = false;
    if (s->excuse.len > 0)
        prompt_say(COLOUR_BAD, 0, "%s", str_text(&s->excuse));
    if (!s->importable)
        goto out;
    setup_import_describe(&s->import, &told);
    prompt_say(COLOUR_DIM, 0, "%s: %s", s->from != NULL ? "Starting from" : "Found",
               str_text(&told));
    if (s->from != NULL)
        goto out;
    for (;;) {
        outcome = ask_yes(s->prompt, "Start from it?",
                          "With yes, its values stand in [ ] at the questions, and what is not "
                          "carried is listed before the summary. With no, you start from nothing.",
                          true, &yes, &ignored);
        if (outcome == PROMPT_ANSWER || outcome == PROMPT_LEAVE)
            break;
        prompt_say(COLOUR_BAD, 2, "This is the first question.");
    }
    if (outcome == PROMPT_ANSWER && yes)
        take_import(s);
out:
    str_free(&told);
    str_free(&ignored);
    return outcome;
}

static void tell_found(const struct setup *s)
{
    const struct found *f = &s->found;
    if (f->name != NULL && !profile_has(s->profile, "host.name"))
        prompt_say(COLOUR_DIM, 0, "Found: the name %s (%s).", f->name, f->name_from);
    if (f->domains_from != NULL && !profile_has(s->profile, "host.domains"))
        prompt_say(COLOUR_DIM, 0, "Found: %zu mail domain%s (%s).", f->domains.n,
                   f->domains.n == 1 ? "" : "s", f->domains_from);
    if (f->cf != NULL)
        prompt_say(COLOUR_DIM, 0, "Found: a configuration to compare with (%s).", f->cf);
}

/* Nobody should believe that it is in. */
static void show_left(const struct setup *s)
{
    struct str text = STR_INIT;
    if (s->import.begun)
        setup_import_left(&s->import, s->profile, &text);
    if (text.len > 0 && !prompt_interrupted())
        pager_show(str_text(&text), s->ctx->layout, s->ctx->tools);
    str_free(&text);
}

static void show_summary(const struct setup *s)
{
    struct str list = STR_INIT, roles = STR_INIT;
    review_roles(s->profile, &roles);
    review_list(s->profile, wrap_width(STDOUT_FILENO), &list, NULL);
    prompt_say(COLOUR_HEAD, 0, "\nSummary: %s, roles: %s", profile_text(s->profile, "host.name"),
               str_text(&roles));
    printf("%s", str_text(&list));
    prompt_say(COLOUR_DIM, 0, "Everything else keeps its default.");
    str_free(&list);
    str_free(&roles);
}

static void show_diff(const struct setup *s)
{
    struct str text = STR_INIT;
    struct errs errs = {0};
    prompt_say(COLOUR_HEAD, 0, "\nWhat changes against the configuration of this host:");
    fflush(stdout);
    if (pipeline_diff_text(s->ctx, s->profile, &text, &errs) == 0 && !prompt_interrupted())
        pager_show(str_text(&text), s->ctx->layout, s->ctx->tools);
    msg_report_all(&errs);
    if (errs.n > 0)
        prompt_say(COLOUR_DIM, 0,
                   "! leads to the answer that it comes from; the profile can be saved "
                   "all the same.");
    errs_free(&errs);
    str_free(&text);
}

/* The answers first, so that a render that fails does not lose them. */
static int carry_out(struct setup *s)
{
    struct errs errs = {0};
    int status = EXIT_SAME;
    if (s->wish == WISH_NEITHER)
        return leave();
    if ((s->wish & WISH_SAVE) != 0)
        status = save_profile(s);
    if (status == EXIT_SAME && (s->wish & WISH_RENDER) != 0) {
        if (pipeline_render(s->ctx, s->profile, str_text(&s->render_into), &errs) != 0)
            status = msg_report_all(&errs);
        else
            prompt_say(COLOUR_GOOD, 0, "Rendered into %s", str_text(&s->render_into));
    }
    if (status == EXIT_SAME && s->wish == WISH_APPLY)
        status = apply_saved(s);
    errs_free(&errs);
    return status;
}

/* What it names first: a profile that is there is whole. */
static int save_profile(struct setup *s)
{
    struct err err = {0};
    struct strs beside = {0};
    char *text = NULL;
    int status = EXIT_SAME, rc = 0;
    if (s->import.begun) {
        setup_import_files(&s->import, s->profile, str_text(&s->save_as), &beside);
        rc = setup_import_write(&s->import, s->profile, str_text(&s->save_as), &err);
    }
    if (rc == 0) {
        text = profile_dump(s->profile);
        rc = file_write(str_text(&s->save_as), 0644, text, strlen(text), &err);
    }
    if (rc != 0) {
        status = msg_report(&err);
        err_clear(&err);
    } else {
        prompt_say(COLOUR_GOOD, 0,
                   "Saved as %s; `mcwizard render -p %s -o DIR` makes the same again",
                   str_text(&s->save_as), str_text(&s->save_as));
        for (size_t i = 0; i < beside.n; i++)
            prompt_say(COLOUR_GOOD, 0, "and %s, which it names", beside.v[i]);
    }
    strs_free(&beside);
    free(text);
    return status;
}

/* The terminal is free again: apply shows its plan there, and asks. */
static int apply_saved(struct setup *s)
{
    char command[] = "apply", option[] = "-p", *path = mem_dup(str_text(&s->save_as));
    char *argv[] = {command, option, path, NULL};
    setup_import_free(&s->import);
    prompt_say(COLOUR_DIM, 0, "Now the plan of `mcwizard apply -p %s':", path);
    fflush(stdout);
    int status = cmd_apply_entry.run(s->ctx, (int)ARRAY_LEN(argv) - 1, argv);
    if (status != EXIT_SAME)
        msg_info("%s is saved; `mcwizard apply -p %s' goes on from here", path, path);
    free(path);
    return status;
}

static int leave(void)
{
    fflush(stdout);
    msg_info("left; nothing was written");
    return EXIT_DIFFERS;
}
