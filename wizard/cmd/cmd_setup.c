/* `mcwizard setup`: the interview on the terminal. */
#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

enum { HOST_NAME_BYTES = 256 };

/* What to do with the answers. */
enum wish {
    WISH_NEITHER = 0,
    WISH_SAVE = 1,
    WISH_RENDER = 2,
    WISH_BOTH = WISH_SAVE | WISH_RENDER,
    WISH_APPLY = 4 | WISH_SAVE
};

/* One run of the command. */
struct setup {
    struct context *ctx;
    const char *profile_path; /* -p, or NULL */
    struct profile *profile;
    struct found found;
    struct prompt *prompt;
    struct interview *interview;
    enum wish wish;
    struct str save_as, render_into; /* names, once they are chosen */
};

static int run(struct context *ctx, int argc, char **argv);
static int tell_missing(const struct setup *s);
static bool is_missing(const struct setup *s, const struct setting *setting);
static int talk(struct setup *s);
static void look_around(struct setup *s);
static void greet(const struct setup *s);
static void show_summary(const struct setup *s);
static void show_diff(const struct setup *s);
static enum prompt_outcome ask_end(struct setup *s, struct str *jump);
static enum prompt_outcome ask_wish(struct setup *s, struct str *jump);
static enum prompt_outcome ask_names(struct setup *s, struct str *jump);
static enum prompt_outcome ask_name(struct setup *s, const char *question, const char *offered,
                                    struct str *name, struct str *jump);
static const char *objection(const char *name, bool is_profile);
static bool is_filled_dir(const char *path);
static int carry_out(struct setup *s);
static int save_profile(const struct setup *s);
static int apply_saved(const struct setup *s);
static int leave(void);

const struct command cmd_setup_entry = {
    .name = "setup",
    .synopsis = "[-p PROFILE]",
    .summary = "Ask what the host is for, and make its configuration",
    .help = "Asks on the terminal for the host's name, its domains and its roles, and then only\n"
            "for what those roles need. Every answer is checked as it is given. At the end it\n"
            "shows a summary and what would change against the running configuration, and\n"
            "offers to save the profile, to render it into a folder, both, to save and apply it,\n"
            "or neither. It writes nothing before that and nothing else.\n\n"
            "At every question: Enter takes what stands in [ ], - clears it, Tab completes, ?\n"
            "explains, < goes back one question, ! shows the answers so far and jumps to one\n"
            "(\"! relay.networks\" at once, \"! all\" to be asked everything), Ctrl-C and Ctrl-D\n"
            "leave with exit status 1.\n\n"
            "Without a terminal, or with --no-input, it asks nothing: it says what is missing\n"
            "and exits with status 2.",
    .options = "  -p, --profile=PROFILE  start from the answers of an existing profile\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    static const struct option options[] = {{"profile", required_argument, NULL, 'p'},
                                            {NULL, 0, NULL, 0}};
    struct setup s = {.ctx = ctx};
    int opt, status;
    optind = 0;
    while ((opt = getopt_long(argc, argv, "p:", options, NULL)) != -1) {
        if (opt != 'p')
            return cmd_usage(&cmd_setup_entry, "unknown option");
        s.profile_path = optarg;
    }
    if (optind < argc)
        return cmd_usage(&cmd_setup_entry, "unexpected argument \"%s\"", argv[optind]);
    struct errs errs = {0};
    s.profile = pipeline_read(ctx, s.profile_path, &errs);
    if (s.profile == NULL)
        status = msg_report_all(&errs);
    else if (!change_can_ask(ctx))
        status = tell_missing(&s);
    else
        status = talk(&s);
    errs_free(&errs);
    profile_free(s.profile);
    return status;
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
    enum prompt_outcome outcome;
    look_around(s);
    s->prompt = prompt_new(&err);
    if (s->prompt == NULL) {
        status = msg_report(&err);
        err_clear(&err);
        goto out;
    }
    s->interview = interview_new(s->profile, s->prompt, &s->found);
    greet(s);
    do {
        outcome = interview_run(s->interview);
        if (outcome == PROMPT_LEAVE)
            break;
        show_summary(s);
        show_diff(s);
        outcome = ask_end(s, &jump);
        if (outcome == PROMPT_JUMP)
            interview_jump(s->interview, str_text(&jump));
        else if (outcome == PROMPT_BACK)
            interview_back(s->interview);
    } while (outcome == PROMPT_JUMP || outcome == PROMPT_BACK);
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

static void look_around(struct setup *s)
{
    char name[HOST_NAME_BYTES] = "";
    /* Another tree has its own name, which the kernel does not know. */
    bool live = s->ctx->root[0] == '\0' && gethostname(name, sizeof(name) - 1) == 0;
    found_look(&s->found, s->ctx->root, s->ctx->layout, live ? name : NULL);
}

static void greet(const struct setup *s)
{
    const struct found *f = &s->found;
    prompt_say(COLOUR_HEAD, 0, "mcwizard asks what this mail host is for.");
    prompt_say(COLOUR_RESET, 0,
               "Enter takes what stands in [ ], - clears it, Tab completes. ? explains, < goes "
               "back, ! shows the answers and jumps. Ctrl-C leaves. Nothing is written before the "
               "end, and then only where you say.");
    if (f->name != NULL && !profile_has(s->profile, "host.name"))
        prompt_say(COLOUR_DIM, 0, "Found: the name %s (%s).", f->name, f->name_from);
    if (f->domains_from != NULL && !profile_has(s->profile, "host.domains"))
        prompt_say(COLOUR_DIM, 0, "Found: %zu mail domain%s (%s).", f->domains.n,
                   f->domains.n == 1 ? "" : "s", f->domains_from);
    if (f->cf != NULL)
        prompt_say(COLOUR_DIM, 0, "Found: a configuration to compare with (%s).", f->cf);
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

/* What to do, and under which names; a jump or a step back leads into the interview. */
static enum prompt_outcome ask_end(struct setup *s, struct str *jump)
{
    enum prompt_outcome outcome;
    for (;;) {
        str_clear(jump);
        outcome = ask_wish(s, jump);
        if (outcome == PROMPT_ANSWER) {
            outcome = ask_names(s, jump);
            if (outcome == PROMPT_BACK)
                continue;
        }
        if (outcome != PROMPT_JUMP)
            break;
        if (review_jump(s->prompt, s->profile, jump) == PROMPT_LEAVE)
            outcome = PROMPT_LEAVE;
        if (outcome == PROMPT_LEAVE || jump->len > 0)
            break;
    }
    return outcome;
}

static enum prompt_outcome ask_wish(struct setup *s, struct str *jump)
{
    static const struct {
        const char *word;
        enum wish wish;
    } words[] = {{"save", WISH_SAVE},
                 {"render", WISH_RENDER},
                 {"both", WISH_BOTH},
                 {"apply", WISH_APPLY},
                 {"neither", WISH_NEITHER}};
    static const char *const names[] = {"save", "render", "both", "apply", "neither", NULL};
    static const struct complete complete = {.kind = COMPLETE_WORDS, .words = names};
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    prompt_say(COLOUR_HEAD, 0,
               "\n(s)ave the profile, (r)ender into a folder, (b)oth, save and (a)pply, or "
               "(n)either?");
    for (;;) {
        outcome = prompt_ask(s->prompt, "[both]: ", &complete, &answer);
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2,
                       "save: the answers go into a profile, from which `mcwizard render` makes "
                       "the same again.\nrender: sendmail.mc, sendmail.cf and the tables go into a "
                       "folder; the running configuration is not touched.\napply: the profile "
                       "is saved and, after a plan and another question, put into place as "
                       "`mcwizard apply' does it.\nneither: nothing is written.");
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        const char *text = answer.len > 0 ? str_text(&answer) : "both";
        size_t i = 0;
        while (i < ARRAY_LEN(words) && strncasecmp(words[i].word, text, strlen(text)) != 0)
            i++;
        if (i < ARRAY_LEN(words)) {
            s->wish = words[i].wish;
            break;
        }
        prompt_say(COLOUR_BAD, 2, "expected save, render, both, apply or neither");
    }
    if (outcome == PROMPT_JUMP)
        str_add(jump, str_text(&answer));
    str_free(&answer);
    return outcome;
}

/* All names are known before anything is written. */
static enum prompt_outcome ask_names(struct setup *s, struct str *jump)
{
    const char *host = profile_text(s->profile, "host.name");
    struct str offered = STR_INIT;
    enum prompt_outcome outcome = PROMPT_ANSWER;
    if ((s->wish & WISH_SAVE) != 0) {
        str_addf(&offered, "%s.json", host);
        outcome = ask_name(s, "Save the profile as",
                           s->profile_path != NULL ? s->profile_path : str_text(&offered),
                           &s->save_as, jump);
    }
    if (outcome == PROMPT_ANSWER && (s->wish & WISH_RENDER) != 0)
        outcome = ask_name(s, "Render into the folder", host, &s->render_into, jump);
    str_free(&offered);
    return outcome;
}

static enum prompt_outcome ask_name(struct setup *s, const char *question, const char *offered,
                                    struct str *name, struct str *jump)
{
    static const struct complete files = {.kind = COMPLETE_FILES};
    bool is_profile = name == &s->save_as;
    struct str label = STR_INIT;
    enum prompt_outcome outcome;
    str_addf(&label, "[%s]: ", offered);
    for (;;) {
        bool sure = true;
        prompt_say(COLOUR_HEAD, 0, "%s:", question);
        outcome = prompt_ask(s->prompt, str_text(&label), &files, name);
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2, "A path; nothing that exists is replaced unasked.");
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        if (name->len == 0)
            str_add(name, offered);
        const char *wrong = objection(str_text(name), is_profile);
        if (wrong != NULL) {
            prompt_say(COLOUR_BAD, 2, "%s %s", str_text(name), wrong);
            continue;
        }
        bool there = is_profile ? file_exists(str_text(name)) : is_filled_dir(str_text(name));
        if (there) {
            struct str sentence = STR_INIT;
            str_addf(&sentence,
                     is_profile ? "%s exists. Replace it?"
                                : "%s is not empty. Replace the files in it that have the same "
                                  "names?",
                     str_text(name));
            outcome = ask_yes(s->prompt, str_text(&sentence), "With no, another name is asked for.",
                              false, &sure, jump);
            str_free(&sentence);
        }
        if (outcome != PROMPT_ANSWER || sure)
            break;
    }
    if (outcome == PROMPT_JUMP && jump->len == 0)
        str_add(jump, str_text(name));
    str_free(&label);
    return outcome;
}

/* Why a name cannot be used, or NULL. */
static const char *objection(const char *name, bool is_profile)
{
    const char *slash = strrchr(name, '/');
    char *parent = slash == NULL  ? mem_dup(".")
                   : slash > name ? mem_dupn(name, (size_t)(slash - name))
                                  : mem_dup("/");
    const char *wrong = NULL;
    if (!file_is_dir(parent))
        wrong = "is in a folder that does not exist";
    else if (is_profile && file_is_dir(name))
        wrong = "is a folder";
    else if (!is_profile && file_exists(name) && !file_is_dir(name))
        wrong = "is a file, not a folder";
    free(parent);
    return wrong;
}

static bool is_filled_dir(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *entry;
    bool filled = false;
    while (d != NULL && !filled && (entry = readdir(d)) != NULL)
        filled = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (d != NULL)
        closedir(d);
    return filled;
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

static int save_profile(const struct setup *s)
{
    struct err err = {0};
    int status = EXIT_SAME;
    char *text = profile_dump(s->profile);
    if (file_write(str_text(&s->save_as), 0644, text, strlen(text), &err) != 0) {
        status = msg_report(&err);
        err_clear(&err);
    } else {
        prompt_say(COLOUR_GOOD, 0,
                   "Saved as %s; `mcwizard render -p %s -o DIR` makes the same again",
                   str_text(&s->save_as), str_text(&s->save_as));
    }
    free(text);
    return status;
}

/* The terminal is free again: apply shows its plan there, and asks. */
static int apply_saved(const struct setup *s)
{
    char command[] = "apply", option[] = "-p", *path = mem_dup(str_text(&s->save_as));
    char *argv[] = {command, option, path, NULL};
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
